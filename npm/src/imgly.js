// The functions of @imgly/background-removal and of its sibling for Node, with their arguments and options.

import { OffcutError } from "./errors.js";
import { rawPixels } from "./raw_pixels.js";
import { STAGES } from "./results.js";

const FORMATS = {
  "image/png": "png",
  "image/jpeg": "jpeg",
  "image/webp": "webp",
  // Raw values are taken from a PNG file.
  "image/x-rgba8": "png",
  "image/x-alpha8": "png",
};
const MODELS = ["isnet", "isnet_fp16", "isnet_quint8", "small", "medium", "large"];
const TYPES = { foreground, background, mask };
const KNOWN = ["publicPath", "debug", "device", "proxyToWorker", "model", "output", "progress", "fetchArgs", "rescale"];
const KNOWN_OUTPUT = ["format", "quality", "type"];

/** The functions over a class Offcut; they share one Offcut for each folder of assets. */
export function imglyOver(Offcut) {
  const shared = new Map();
  const said = new Set();

  function offcutOf({ publicPath, fetchArgs, progress }) {
    const key = publicPath === undefined ? undefined : String(publicPath);
    if (!shared.has(key)) {
      const created = Offcut.create({ assets: publicPath, fetchArgs, onProgress: progress });
      shared.set(key, created);
      // The next call tries again.
      created.catch(() => shared.delete(key));
    }
    return shared.get(key);
  }

  /** Checks a configuration; what is mapped is said once, with `debug`. */
  function checked(config = {}) {
    const output = config.output ?? {};
    refuseUnknown(config, KNOWN, "");
    refuseUnknown(output, KNOWN_OUTPUT, "output.");
    refuseOther("model", config.model, MODELS);
    refuseOther("device", config.device, ["cpu", "gpu"]);
    refuseOther("output.format", output.format, Object.keys(FORMATS));
    refuseOther("output.type", output.type, Object.keys(TYPES));
    const { quality = 0.8 } = output;
    if (!(quality >= 0 && quality <= 1)) {
      refuse(`output.quality: ${quality} is out of range: 0 to 1 is allowed`);
    }
    if (config.debug) {
      const notes = [
        config.model && `model: "${config.model}" is replaced by u2netp, which is what the package brings; Offcut.create({ model }) takes other files`,
        config.device === "gpu" && "device: the processor is used, by SIMD and threads",
        config.proxyToWorker === false && "proxyToWorker: the work is always done in a worker",
        config.rescale === false && "rescale: the result always has the size of the image",
      ].filter((note) => note && !said.has(note));
      notes.forEach((note) => {
        said.add(note);
        console.info(`offcut: ${note}`);
      });
    }
    const type = output.format ?? "image/png";
    const format = FORMATS[type];
    const encoding = format === "png" ? { format } : { format, quality: Math.max(1, Math.round(quality * 100)) };
    return { config, type, encoding, make: TYPES[output.type ?? "foreground"] };
  }

  /** Runs `make(offcut, image, checked, settings)`, whose blob is turned into raw values where those are wanted. */
  async function run(make, image, settings) {
    const { config, type } = settings;
    const offcut = await offcutOf(config);
    const onStage = config.progress && ((stage) => config.progress(`compute:${stage}`, STAGES.indexOf(stage), STAGES.length));
    const blob = await make(offcut, image, settings, { fetchArgs: config.fetchArgs, onStage });
    config.progress?.("compute:encode", STAGES.length, STAGES.length);
    return type.startsWith("image/x-") ? rawPixels(blob, type) : blob;
  }

  async function removeBackground(image, config) {
    const settings = checked(config);
    return run(settings.make, image, settings);
  }

  async function removeForeground(image, config) {
    return run(background, image, checked(config));
  }

  async function segmentForeground(image, config) {
    return run(mask, image, checked(config));
  }

  async function applySegmentationMask(image, maskImage, config) {
    return run(
      (offcut, photo, { encoding }, call) => cutByMask(offcut, photo, maskImage, encoding, call),
      image,
      checked(config),
    );
  }

  async function preload(config) {
    await offcutOf(checked(config).config);
  }

  return { removeBackground, removeForeground, segmentForeground, alphamask: segmentForeground, applySegmentationMask, preload };
}

async function foreground(offcut, image, { encoding }, call) {
  return (await offcut.cutOut(image, { output: encoding }, call)).blob;
}

/** The photo where the subject is not. */
async function background(offcut, image, { encoding }, call) {
  const session = await offcut.open(image, { fetchArgs: call.fetchArgs });
  const { blob } = await session.write({ output: { format: "png", mask: true } }, call);
  return (await session.write(exactly({ image: blob, inverted: true }, encoding))).blob;
}

/** White where the subject is, with the matte as its alpha; gray where the file has no alpha or no colour. */
async function mask(offcut, image, { type, encoding }, call) {
  const isGray = encoding.format === "jpeg" || type === "image/x-alpha8";
  const gray = await offcut.cutOut(image, { output: { ...(isGray ? encoding : { format: "png" }), mask: true } }, call);
  if (isGray) {
    return gray.blob;
  }
  const { width, height } = gray;
  const white = { width, height, data: new Uint8Array(width * height * 4).fill(255) };
  return cutByMask(offcut, white, gray.blob, encoding);
}

async function cutByMask(offcut, image, maskImage, encoding, call) {
  return (await offcut.cutOut(image, exactly(maskImage, encoding), call)).blob;
}

/** Options that take a mask as it is: no edge is refined. */
const exactly = (maskImage, output) => ({ mask: maskImage, quality: "raw", output });

function refuseUnknown(object, known, prefix) {
  const unknown = Object.keys(object).find((name) => !known.includes(name));
  if (unknown) {
    refuse(`"${prefix}${unknown}" is no option of this function: there are ${known.map((name) => prefix + name).join(", ")}`);
  }
}

function refuseOther(name, value, known) {
  if (value !== undefined && !known.includes(value)) {
    refuse(`${name}: "${value}" is not known: there are ${known.join(", ")}`);
  }
}

function refuse(sentence) {
  throw new OffcutError("bad_options", { sentence });
}
