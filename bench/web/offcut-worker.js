// What the site's own starter does (frontend/worker.js), with the number of threads given and the memory told on request.
const files = new URL(import.meta.url).searchParams;
const { default: init, ...glue } = await import(`/${files.get("glue")}`);
const module = await WebAssembly.compileStreaming(fetch(`/${files.get("wasm")}`));
const { memory } = await init({ module_or_path: module });
const threads = Number(files.get("threads"));
await Promise.all(Array.from({ length: threads - 1 }, () => new Promise((resolve) => {
  const worker = new Worker(`/${files.get("starter")}`, { type: "module", name: "offcut-thread" });
  worker.onmessage = resolve;
  worker.postMessage({ module, memory });
})));
glue.serve(threads, files.get("build"));
// A WebAssembly memory never shrinks: its size is its peak.
self.addEventListener("message", ({ data }) => {
  if (data === "memory") self.postMessage({ memory: memory.buffer.byteLength });
});
