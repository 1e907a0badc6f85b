// onnxruntime-web in a worker: a message with a model loads it, one with a tensor runs it.
let memory;
const NativeMemory = WebAssembly.Memory;
WebAssembly.Memory = function (descriptor) {
  memory = new NativeMemory(descriptor);
  return memory;
};
WebAssembly.Memory.prototype = NativeMemory.prototype;

const ort = await import("/bench/ort/ort.wasm.min.mjs");
let session;

self.onmessage = async ({ data }) => {
  try {
    if (data === "memory") {
      self.postMessage({ memory: memory?.buffer.byteLength ?? 0 });
    } else if (data.model) {
      ort.env.wasm.numThreads = data.threads;
      ort.env.wasm.wasmPaths = "/bench/ort/";
      session = await ort.InferenceSession.create(data.model, { executionProviders: ["wasm"], graphOptimizationLevel: "all" });
      self.postMessage({ ready: true });
    } else {
      const begun = performance.now();
      const results = await session.run({ [session.inputNames[0]]: new ort.Tensor("float32", data.tensor, [1, 3, data.side, data.side]) }, [session.outputNames[0]]);
      const map = await results[session.outputNames[0]].getData();
      self.postMessage({ time: performance.now() - begun, map });
    }
  } catch (error) {
    self.postMessage({ failed: String(error?.message ?? error) });
  }
};
self.postMessage({ up: true });
