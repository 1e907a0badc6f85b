import { Offcut, Ort, cores, median, say, tensorOf, workers, worst } from "./engines.js";

// Networks that the server lists, in onnxruntime-web and in Offcut's best build, in turns. `cargo xtask bench web-networks` opens this page with
// `?memory=NAME&threads=N` first, in a browser of its own for each, and makes one table of all.
const ROUNDS = 5;
const SAMPLE = "/samples/raccoon.jpg";

const [build, files] = Object.entries(workers).at(-1);
const { models } = await (await fetch("/models/models.json")).json();
const query = new URLSearchParams(location.search);

const bytesOf = async ({ file }) => (await fetch(`/models/${file}`)).arrayBuffer();

// The photo at the size of the network.
async function photoOf({ input: { side } }) {
  const picture = await createImageBitmap(await (await fetch(SAMPLE)).blob());
  const canvas = new OffscreenCanvas(side, side);
  canvas.getContext("2d").drawImage(picture, 0, 0, side, side);
  return (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer();
}

// Memory of a worker that has cut out one photo, and the time from the bytes of the file until it could, as in a first visit: the browser has compiled
// nothing, and the page compares the checksum.
async function memory(name, threads) {
  const network = models.find((model) => model.name === name);
  const [onnx, photo] = [await bytesOf(network), await photoOf(network)];
  const engine = new Offcut(build, files, threads, { as: "described", input: network.input, sha256: null }, undefined, photo);
  const begun = performance.now();
  const digest = new Uint8Array((await Promise.all([crypto.subtle.digest("SHA-256", onnx), engine.launch()]))[0]);
  if (Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("") !== network.sha256) throw new Error(`${name} is damaged`);
  await engine.load(onnx);
  const readyMs = performance.now() - begun;
  await engine.measure();
  say(`MEMORY ${await engine.memory()} ${readyMs}`);
}

// One row for a network and a number of threads. Both engines have loaded it before either is measured.
async function row(network, threads, onnx, photo) {
  const rival = new Ort(threads, onnx, await tensorOf(photo, network.input));
  const ours = new Offcut(build, files, threads, { as: "described", input: network.input, sha256: null }, onnx, photo);
  const engines = [rival, ours];
  for (const engine of engines) await engine.start();
  for (const engine of engines) await engine.measure();
  for (const engine of engines) engine.times.length = 0;
  for (let round = 0; round < ROUNDS; round += 1) for (const engine of engines) await engine.measure();
  const [theirs, own] = engines.map((engine) => median(engine.times));
  const used = await rival.memory();
  for (const engine of engines) engine.worker.terminate();
  const cells = [own, theirs, worst(ours.alpha, rival.alpha), ours.readyMs, rival.readyMs, used];
  say(`ROW ${network.name} ${threads} ${cells.join(" ")}`);
}

async function run() {
  if (query.has("memory")) return memory(query.get("memory"), Number(query.get("threads")));
  for (const network of models) {
    const [onnx, photo] = [await bytesOf(network), await photoOf(network)];
    for (const threads of cores > 1 ? [1, cores] : [1]) await row(network, threads, onnx, photo);
  }
}

run().then(() => say("END"), (error) => say(`FAILED ${error?.message ?? error}`));
