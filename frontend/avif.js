// The first file of the AVIF encoder: starts the module, says so, and answers each PNG with its AVIF, or with the encoder's words.
//
// `named` of xtask/src/workers.rs replaces the words between double underscores: hashed file names.
import init, { encode } from "./__GLUE__";

// An error is thrown outside of the promise because only then the page's Worker object hears of it.
const tell = (error) => setTimeout(() => { throw error; });

self.onmessage = async ({ data: [png, quality] }) => {
  try {
    const avif = encode(new Uint8Array(await png.arrayBuffer()), quality).buffer;
    self.postMessage(avif, [avif]);
  } catch (error) {
    // Out of memory is no text but a trap.
    if (typeof error === "string") self.postMessage(error);
    else tell(error);
  }
};

init({ module_or_path: new URL("./__WASM__", import.meta.url) }).then(() => self.postMessage("ready"), tell);
