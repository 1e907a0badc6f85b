#!/usr/bin/env node
// The command: `offcut photo.jpg cut-out.png` and `offcut assets FOLDER`.

import { cp, readdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { Offcut } from "./node.js";
import { FIELDS } from "./options.js";

/** Wrong usage, which is exit code 2. */
class Usage extends Error {}

/** Output that is not written, which is exit code 1. */
class Refused extends Error {}

const TYPES = { ".png": "png", ".webp": "webp", ".jpg": "jpeg", ".jpeg": "jpeg" };
const VERDICTS = {
  please_check: "please check the cut-out, its confidence is low",
  no_clear_subject: "no clear subject found; the cut-out has only pixels of low saliency",
};
const WARNINGS = {
  cut_short: "the file is cut short: the rest of the picture is missing",
  first_picture: "the file has several pictures: this is the first",
  gain_map: "the file has a gain map for HDR displays, which is left out",
  enlarged: "the frame enlarges the subject beyond the photo's own pixels: use a smaller frame or a larger photo",
};

/** Service worker that goes with the assets, since it has to be a file of the site. */
const ISOLATION = "isolation_worker.js";

const flagOf = (name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(".", "-")}`;

/** Members that the bare name of an option stands for: `--frame 4:5` beside `--frame-fill 80` is `{ canvas: "4:5", fill: "80" }`. */
const MAIN = new Map(FIELDS.filter(([, , kind]) => kind === "main").map(([name]) => name.split(".")));

const OPTIONS = new Map([
  ...FIELDS.filter(([, , kind]) => kind !== "main").map(([name, , kind]) => [flagOf(name), { name, isSwitch: kind === "switch" }]),
  ["--background-image", { name: "background.image" }],
  ["--background-fit", { name: "background.fit" }],
  ["--mask", { name: "mask.image" }],
  ["--mask-inverted", { name: "mask.inverted", isSwitch: true }],
  ["--trimap", { name: "trimap" }],
]);

/** Flags that are no options of a cut-out. */
const OWN = new Map([
  ["--model", { name: "model" }],
  ["--threads", { name: "threads" }],
  ["--force", { name: "force", isSwitch: true }],
  ["--help", { name: "help", isSwitch: true }],
  ["--version", { name: "version", isSwitch: true }],
]);

const shownFlag = ([flag, { isSwitch }]) => (isSwitch ? `${flag}[=VALUE]` : `${flag} VALUE`);

const HELP = `Cuts the subject out of a photo.

  offcut [OPTIONS] INPUT OUTPUT     OUTPUT ends with .png, .webp or .jpg; - is standard input or output
  offcut assets FOLDER              copies the files that pages load, for bundlers that do not carry them along

Options, as in the README:
${[...OPTIONS].map((row) => `  ${shownFlag(row)}`).join("\n")}

  --model FILE       another ONNX file like U²-Net
  --threads NUMBER   threads (default: one for each core, 8 at most)
  --force            overwrite an existing output; the photo itself is never overwritten
  --help, --version

Exit codes: 0 success, 1 the photo failed, 2 wrong usage
`;

try {
  await main(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof Usage || error.code === "bad_options";
  const isKnown = isUsage || error instanceof Refused || typeof error.code === "string";
  process.stderr.write(`offcut: ${isKnown ? error.message : error.stack}\n${isUsage ? "offcut --help lists all options\n" : ""}`);
  process.exitCode = isUsage ? 2 : 1;
}

async function main(words) {
  const { places, own, options } = parsed(words);
  if (own.help) {
    process.stdout.write(HELP);
  } else if (own.version) {
    process.stdout.write(`offcut ${JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")).version}\n`);
  } else if (places[0] === "assets" && places.length === 2) {
    await copyAssets(places[1]);
  } else if (places.length === 2) {
    await cutOut(places[0], places[1], own, options);
  } else {
    throw new Usage(`INPUT and OUTPUT are expected, and there are ${places.length} names`);
  }
}

function parsed(words) {
  const [places, own, given] = [[], {}, new Map()];
  for (let at = 0; at < words.length; at += 1) {
    if (words[at] === "--") {
      places.push(...words.slice(at + 1));
      break;
    }
    if (!words[at].startsWith("--")) {
      places.push(words[at]);
      continue;
    }
    const [flag] = words[at].split("=", 1);
    const known = OPTIONS.get(flag) ?? OWN.get(flag);
    if (!known) {
      throw new Usage(`${flag} is not known`);
    }
    let value = words[at] === flag ? known.isSwitch || words[(at += 1)] : words[at].slice(flag.length + 1);
    if (value === undefined) {
      throw new Usage(`${flag} needs a value`);
    }
    // A switch with a word of its own: --mask-inverted=false.
    value = value === "true" ? true : value === "false" ? false : value;
    if (OWN.has(flag)) {
      own[known.name] = value;
    } else {
      given.set(known.name, value);
    }
  }
  return { places, own, options: nested(given) };
}

/** `frame` and `frame.fill` as one object. */
function nested(given) {
  const options = {};
  for (const [name, value] of given) {
    const isGroup = !name.includes(".") && [...given.keys()].some((other) => other.startsWith(`${name}.`));
    const [group, member] = isGroup ? [name, MAIN.get(name)] : name.split(".");
    if (isGroup && !member) {
      throw new Usage(`${flagOf(name)} leaves no room for another one: leave one of them out`);
    }
    if (member) {
      options[group] = { ...options[group], [member]: value };
    } else {
      options[group] = value;
    }
  }
  return options;
}

async function cutOut(input, output, { model, threads, force }, options) {
  const format = options.output?.format ?? (output === "-" ? "png" : TYPES[extname(output).toLowerCase()]);
  if (!format) {
    throw new Usage(`${output}: end its name with .png, .webp or .jpg, or give --output-format`);
  }
  if (output !== "-") {
    await refuseOverwriting(input, output, force);
  }
  const image = input === "-" ? await standardInput() : input;
  const offcut = await Offcut.create({ model, threads: threads === undefined ? undefined : Number(threads) });
  try {
    const result = await offcut.cutOut(image, { ...options, output: { ...options.output, format } }).catch((error) => {
      throw named(error, input);
    });
    const notes = [...result.warnings.map((warning) => WARNINGS[warning] ?? warning), VERDICTS[result.verdict]].filter(Boolean);
    notes.forEach((note) => process.stderr.write(`${input}: ${note}\n`));
    await write(output, new Uint8Array(await result.blob.arrayBuffer()));
  } finally {
    await offcut.dispose();
  }
}

/** A failure of the photo, with the photo's name in front, as notes about it have it. */
function named(error, input) {
  if (error.code !== "bad_options" && !error.message.includes(input)) {
    error.message = `${input}: ${error.message}`;
  }
  return error;
}

async function refuseOverwriting(input, output, force) {
  const existing = await realpath(output).catch(() => undefined);
  if (existing === undefined) {
    return;
  }
  const photo = await realpath(input).catch(() => undefined);
  // A hard link is the same file under another name.
  const [there, here] = await Promise.all([stat(existing), photo && stat(photo)]);
  if (existing === photo || (here && there.ino !== 0 && there.ino === here.ino && there.dev === here.dev)) {
    throw new Refused(`${output}: would overwrite the photo itself; choose another output`);
  }
  if (!force) {
    throw new Refused(`${output}: exists already; choose another output, or give --force`);
  }
}

async function standardInput() {
  const chunks = [];
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The whole file or nothing. */
async function write(output, bytes) {
  if (output === "-") {
    process.stdout.write(bytes);
    return;
  }
  const part = join(dirname(output), `.offcut-${process.pid}.part`);
  try {
    await writeFile(part, bytes, { flag: "wx" });
    await rename(part, output);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function copyAssets(folder) {
  const assets = fileURLToPath(new URL("../assets/", import.meta.url));
  await cp(assets, folder, { recursive: true });
  await cp(fileURLToPath(new URL(ISOLATION, import.meta.url)), join(folder, ISOLATION));
  process.stdout.write(`${[...(await readdir(assets)), ISOLATION].join("\n")}\n`);
}
