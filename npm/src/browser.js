// Entry for browsers. Nothing of the browser is touched before the first call, so a server may import it.

import { api } from "./api.js";
import { browserHost } from "./browser_host.js";

// Written literally, because that is how bundlers know that these are files to carry along. Not inside `new Worker(…)`, which would bundle them.
const ASSETS = {
  "worker-fast.js": () => new URL("../assets/worker-fast.js", import.meta.url),
  "worker-fast.wasm": () => new URL("../assets/worker-fast.wasm", import.meta.url),
  "worker-threads.js": () => new URL("../assets/worker-threads.js", import.meta.url),
  "worker-threads.wasm": () => new URL("../assets/worker-threads.wasm", import.meta.url),
  "worker-compat.js": () => new URL("../assets/worker-compat.js", import.meta.url),
  "worker-compat.wasm": () => new URL("../assets/worker-compat.wasm", import.meta.url),
  "u2netp.onnx": () => new URL("../assets/u2netp.onnx", import.meta.url),
};

export const { Offcut, removeBackground, segmentForeground, alphamask, removeForeground, applySegmentationMask, preload } = api(browserHost(ASSETS));
export { OffcutError } from "./errors.js";
export default removeBackground;
