// The worker's first file: starts the module and, where the module has shared memory, its threads, each of which is this file again
// under another name.
//
// `named` of xtask/src/workers.rs replaces the words between double underscores: hashed file names and the name of the build. In the npm package it has the
// glue inside (xtask/src/npm_package.rs), and "?wasm=" behind its name says where the module is, since bundlers rename both.
import init, * as glue from "./__GLUE__";

const THREAD = "offcut-thread";
// More do not help: the largest layers have work for this many, and phones get hot.
const MAX_THREADS = 8;
const THREAD_TIMEOUT_MS = 10_000;

// An error is thrown outside of the promise because only then the page's Worker object hears of it.
const run = self.name === THREAD ? new Promise(help) : serve();
run.catch((error) => setTimeout(() => { throw error; }));

async function serve() {
  const query = new URL(import.meta.url).searchParams;
  const address = new URL(query.get("wasm") ?? "./__WASM__", import.meta.url);
  // A host that does not know the type of the file is no reason to fail.
  const module = await WebAssembly.compileStreaming(fetch(address)).catch(async () => WebAssembly.compile(await (await fetch(address)).arrayBuffer()));
  const { memory } = await init({ module_or_path: module });
  // "?threads=1" asks for so many.
  const asked = Number(query.get("threads")) || navigator.hardwareConcurrency || 1;
  const isShared = typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer;
  const threads = isShared ? Math.max(1, Math.min(asked, MAX_THREADS)) : 1;
  await Promise.all(Array.from({ length: threads - 1 }, () => helper(module, memory)));
  glue.serve(threads, "__BUILD__");
}

// Settles when the thread runs: a pool that waits for one that never comes would hang.
function helper(module, memory) {
  return new Promise((resolve, reject) => {
    // Not import.meta.url: a file of another origin is started through a blob.
    const worker = new Worker(self.location.href, { type: "module", name: THREAD });
    worker.onmessage = resolve;
    worker.onerror = reject;
    setTimeout(reject, THREAD_TIMEOUT_MS, new Error("a thread did not start"));
    worker.postMessage({ module, memory });
  });
}

function help(_, reject) {
  self.onmessage = async ({ data: { module, memory } }) => {
    try {
      await init({ module_or_path: module, memory });
      self.postMessage("ready");
      glue.run_thread();
    } catch (error) {
      reject(error);
    }
  };
}
