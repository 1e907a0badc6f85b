// Worker of Node with what a browser's worker has: `self` with its name and messages, `Worker`, and `fetch` of files. Then it is the same file as there.

import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { parentPort, Worker as Thread, workerData } from "node:worker_threads";

const define = (name, value) => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });

define("self", globalThis);
define("name", workerData.name);
// Node 20 has none.
define("navigator", { ...globalThis.navigator, hardwareConcurrency: availableParallelism() });
define("location", new URL(workerData.url));
define("postMessage", (message, transfer) => parentPort.postMessage(message, transfer));

let listener = null;
Object.defineProperty(globalThis, "onmessage", {
  get: () => listener,
  set(next) {
    // Messages wait in the port until someone listens, as in a browser.
    if (!listener) {
      parentPort.on("message", (data) => listener?.({ data }));
    }
    listener = next;
  },
});

const fetchOfAddresses = globalThis.fetch;
define("fetch", async (address, settings) => {
  const url = new URL(address);
  if (url.protocol !== "file:") {
    return fetchOfAddresses(address, settings);
  }
  return new Response(await readFile(url), { headers: { "content-type": "application/wasm" } });
});

define(
  "Worker",
  class {
    onmessage = null;
    onerror = null;
    #thread;

    constructor(url, { name }) {
      this.#thread = new Thread(new URL(import.meta.url), { execArgv: [], workerData: { url: String(url), name } });
      this.#thread.on("message", (data) => this.onmessage?.({ data }));
      this.#thread.on("error", (error) => this.onerror?.(error));
    }

    postMessage(message, transfer) {
      this.#thread.postMessage(message, transfer);
    }

    terminate() {
      this.#thread.terminate();
    }
  },
);

await import(workerData.url);
