// Engines of the benchmarks in the browser: onnxruntime-web and Offcut, each in a worker, with what compares them.

// An engine in a worker of its own: `start` loads the model, `measure` runs once and keeps time and alpha.
export class Engine {
  times = [];

  constructor(name, threads) {
    this.name = name;
    this.threads = threads;
  }

  open(script) {
    this.worker = new Worker(script, { type: "module" });
    this.worker.onerror = (event) => { throw new Error(`${this.name}: ${event.message}`); };
  }

  // The first message that `wanted` accepts.
  hear(wanted) {
    return new Promise((resolve, reject) => {
      const heard = ({ data }) => {
        if (data?.failed) reject(new Error(`${this.name}: ${data.failed}`));
        const answer = wanted(data);
        if (answer === undefined) return;
        this.worker.removeEventListener("message", heard);
        resolve(answer);
      };
      this.worker.addEventListener("message", heard);
    });
  }

  async memory() {
    const answer = this.hear((data) => data.memory);
    this.worker.postMessage("memory");
    return answer;
  }
}

export class Ort extends Engine {
  constructor(threads, onnx, tensor) {
    super("onnxruntime-web", threads);
    Object.assign(this, { onnx, tensor });
  }

  async start() {
    const copy = this.onnx.slice(0);
    const begun = performance.now();
    this.open("/bench/ort-worker.js");
    await this.hear((data) => data.up);
    const ready = this.hear((data) => data.ready);
    this.worker.postMessage({ model: copy, threads: this.threads }, [copy]);
    await ready;
    this.readyMs = performance.now() - begun;
  }

  async measure() {
    const done = this.hear((data) => data.map && data);
    this.worker.postMessage({ tensor: this.tensor, side: sideOf(this.tensor) });
    const { map, time } = await done;
    this.times.push(time);
    const [low, high] = [map.reduce((a, b) => Math.min(a, b)), map.reduce((a, b) => Math.max(a, b))];
    this.alpha = map.map((value) => Math.round((value - low) / (high - low) * 255));
  }
}

// Speaks the page's own protocol (frontend/src/protocol/messages.rs). Its time is the whole stage "find": resizing and normalising are part of it, onnxruntime's are not.
export class Offcut extends Engine {
  // `network` is what the worker is told of the network.
  constructor(build, files, threads, network, onnx, photo) {
    super(`Offcut, ${build}`, threads);
    Object.assign(this, { files, network, onnx, photo, request: 0 });
  }

  // The buffer is moved.
  send(head, buffer) {
    this.request += 1;
    this.worker.postMessage({ head: JSON.stringify({ ...head, request: this.request }), buffers: [buffer] }, [buffer]);
    return this.hear((data) => {
      const reply = data.head && JSON.parse(data.head);
      if (reply?.kind === "failed") return { failed: JSON.stringify(reply.error) };
      return reply?.kind === "loaded" || reply?.kind === "done" ? { reply, buffers: data.buffers } : undefined;
    });
  }

  async start() {
    const copy = this.onnx.slice(0);
    const begun = performance.now();
    await this.launch();
    await this.load(copy);
    this.readyMs = performance.now() - begun;
  }

  async launch() {
    this.open(`/bench/offcut-worker.js?${new URLSearchParams({ ...this.files, threads: this.threads })}`);
    await this.hear((data) => data.head && JSON.parse(data.head).kind === "ready" ? true : undefined);
  }

  // The bytes are moved.
  async load(onnx) {
    const { failed } = await this.send({ kind: "load", network: this.network }, onnx);
    if (failed) throw new Error(failed);
  }

  async cut(photo, options) {
    const head = { kind: "cut_out", photo: 1, input: { as: "file" }, options, wants_original: false };
    const { failed, reply, buffers } = await this.send(head, photo.slice(0));
    if (failed) throw new Error(failed);
    return { reply, buffers };
  }

  async measure() {
    const { reply, buffers } = await this.cut(this.photo, { quality: "raw", output: "mask" });
    this.times.push(reply.times.find(({ stage }) => stage === "find").ms);
    this.alpha = (await pixelsOf(buffers[0])).filter((_, index) => index % 4 === 0);
  }
}

// Values red, green, blue and alpha of a PNG file.
export async function pixelsOf(png) {
  const bitmap = await createImageBitmap(new Blob([png], { type: "image/png" }), { colorSpaceConversion: "none" });
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  canvas.drawImage(bitmap, 0, 0);
  return canvas.getImageData(0, 0, bitmap.width, bitmap.height).data;
}

// Input of a network as onnxruntime wants it. The photo has the network's size already, so that both engines see the same numbers.
export async function tensorOf(png, { mean, std }) {
  const pixels = await pixelsOf(png);
  const rgb = pixels.filter((_, index) => index % 4 < 3);
  const [count, brightest] = [rgb.length / 3, rgb.reduce((a, b) => Math.max(a, b))];
  return Float32Array.from({ length: rgb.length }, (_, index) => {
    const [channel, pixel] = [Math.floor(index / count), index % count];
    return (rgb[pixel * 3 + channel] / brightest - mean[channel]) / std[channel];
  });
}

const sideOf = (tensor) => Math.round(Math.sqrt(tensor.length / 3));

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export const ms = (value) => `${value.toFixed(0)} ms`.padStart(8);

// Largest difference of two maps.
export function worst(one, other) {
  let most = 0;
  for (let index = 0; index < one.length; index += 1) most = Math.max(most, Math.abs(one[index] - other[index]));
  return most;
}

// A line for `cargo xtask bench`, which reads the console.
export function say(line) {
  console.log(`BENCH ${line}`);
  document.getElementById("log").textContent += `\n${line}`;
}

// The files of each worker build, by its name, the best last.
export const { workers } = await (await fetch("/bench/files.json")).json();

export const cores = navigator.hardwareConcurrency;
