// Node: assets are files beside this one, workers are threads, and a string is a path or a URL.

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

import { download } from "./download.js";
import { OffcutError } from "./errors.js";

export const nodeHost = {
  asset: (name, folder) => new URL(name, folder === undefined ? new URL("../assets/", import.meta.url) : folderUrl(folder)),
  isolated: () => typeof SharedArrayBuffer === "function",
  createWorker,
  read,
};

/** An address, or a path with a letter for its drive. */
const isAddress = (text) => /^[a-z][a-z0-9+.-]+:/i.test(text);

const folderUrl = (folder) => new URL(isAddress(`${folder}`) ? `${folder}`.replace(/\/*$/, "/") : pathToFileURL(`${resolve(`${folder}`)}/`));

function createWorker(url, { onMessage, onDeath }) {
  if (url.protocol !== "file:") {
    throw new Error(`${url.href} is no file: in Node the assets have to be in a folder`);
  }
  // Flags of the program, such as --input-type, are not for the worker.
  const worker = new Worker(new URL("./node_worker.js", import.meta.url), { execArgv: [], workerData: { url: url.href, name: "offcut" } });
  let terminated = false;
  worker.on("message", onMessage);
  worker.on("messageerror", () => onDeath("a message could not be read"));
  worker.on("error", (error) => onDeath(error?.message ?? String(error)));
  worker.on("exit", () => terminated || onDeath("its thread ended"));
  return {
    post: (message, buffers) => worker.postMessage(message, buffers),
    terminate: () => {
      terminated = true;
      worker.terminate();
    },
    ref: () => worker.ref(),
    unref: () => worker.unref(),
  };
}

async function read(image, code, settings) {
  const text = String(image);
  if (isAddress(text) && !text.startsWith("file:")) {
    return download(text, code, settings);
  }
  const path = text.startsWith("file:") ? fileURLToPath(text) : resolve(text);
  try {
    const blob = new Blob([await readFile(path, { signal: settings.signal })]);
    settings.onProgress?.(blob.size, blob.size);
    return blob;
  } catch (error) {
    settings.signal?.throwIfAborted();
    throw new OffcutError(code, { source: path, status: error.code }, error);
  }
}
