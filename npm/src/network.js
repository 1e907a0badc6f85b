// Network that an Offcut loads: head of the message, and bytes, which are fetched once.

import { OffcutError } from "./errors.js";
import { kindOf, pictureOf } from "./images.js";

/** Mean and deviation of ImageNet, which most networks of this kind were trained with. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** Network of the option `model`; by default the one of the assets. */
export function networkOf(model, { host, address, fetchArgs, onProgress }) {
  const settings = { fetchArgs, onProgress: onProgress && ((loaded, total) => onProgress("fetch:model", loaded, total)) };
  if (model === undefined) {
    const url = address("u2netp.onnx");
    return { known: { as: "published", model: "u2netp" }, source: url.href, bytes: once(() => host.read(url, "model_not_fetched", settings)) };
  }
  const { file, input, sha256 } = kindOf(model) === "Object" ? model : { file: model };
  const isAddress = ["String", "URL"].includes(kindOf(file));
  const read = async () => (isAddress ? host.read(file, "model_not_fetched", settings) : (await pictureOf(file, {}, {}, "model")).blob);
  return { known: known(input, sha256), source: isAddress ? String(file) : undefined, bytes: once(read) };
}

function known(input, sha256) {
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256)) {
    refuse("sha256: 64 hexadecimal digits in lower case are expected");
  }
  if (!input) {
    return sha256 ? refuse("sha256: it needs model.input, too") : { as: "nothing" };
  }
  const { side, mean, std } = { ...IMAGENET, ...input };
  const isTriple = (list) => Array.isArray(list) && list.length === 3 && list.every(Number.isFinite);
  if (!(Number.isInteger(side) && side > 0) || !isTriple(mean) || !isTriple(std)) {
    refuse("input: { side: 320 } is expected, with mean and std of red, green and blue where they are not those of ImageNet");
  }
  return { as: "described", input: { side, mean, std }, sha256: sha256 ?? null };
}

function refuse(sentence) {
  throw new OffcutError("bad_options", { sentence: `model.${sentence}` });
}

/** Buffer of the blob that `read` gives, read once: a worker that is started again needs it again. */
function once(read) {
  let bytes;
  return () => (bytes ??= read().then((blob) => blob.arrayBuffer()));
}
