// Browsers: addresses of assets, workers, and images that only a browser has.

import { picture, decode } from "./browser_images.js";
import { download } from "./download.js";

/** Host over the functions that give the addresses of the package's own assets. */
export function browserHost(assets) {
  return {
    asset: (name, folder) => (folder === undefined ? assets[name]() : new URL(name, folderUrl(folder))),
    // WebKitGTK isolates pages and gives them no memory to share.
    isolated: () => globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer === "function",
    createWorker,
    read: download,
    picture,
    decode,
  };
}

/** A worker of the page's own may use the package, too, and has no document. */
const folderUrl = (folder) => new URL(`${folder}`.replace(/\/*$/, "/"), globalThis.document?.baseURI ?? location.href);

function createWorker(url, { onMessage, onDeath }) {
  // A worker's file has to be of the page's own origin; a module that it imports does not.
  const isForeign = url.origin !== location.origin;
  const address = isForeign ? URL.createObjectURL(new Blob([`import ${JSON.stringify(url.href)};`], { type: "text/javascript" })) : url;
  const worker = new Worker(address, { type: "module", name: "offcut" });
  worker.onmessage = ({ data }) => {
    revoke();
    onMessage(data);
  };
  worker.onerror = (event) => {
    // What the page's own handlers see is the error that the promise is rejected with.
    event.preventDefault();
    revoke();
    onDeath(event.message);
  };
  worker.onmessageerror = () => onDeath("a message could not be read");
  const revoke = () => isForeign && URL.revokeObjectURL(address);
  return {
    post: (message, buffers) => worker.postMessage(message, buffers),
    terminate: () => {
      revoke();
      worker.terminate();
    },
    ref() {},
    unref() {},
  };
}
