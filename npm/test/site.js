// Site for tests in browsers: the package's sources, photos, pages with a strict content policy, and a worker that is a fake.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES = { ".js": "text/javascript", ".html": "text/html", ".png": "image/png", ".jpg": "image/jpeg", ".wasm": "application/wasm", ".onnx": "application/octet-stream" };
const PACKAGE = new URL("../", import.meta.url);
const GOLDEN = new URL("../../tests/golden/", import.meta.url);

/** What README.md says that is needed. */
export const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self' blob:; img-src 'self' blob:; style-src 'self'";

const ISOLATED = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

/** So that pages of another origin may load the assets. */
const SHARED = { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" };

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Test</title>
<link rel="stylesheet" href="/page.css"><script src="/page.js"></script><main></main></html>`;

const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 24px; } main { display: grid; grid-template-columns: 1fr 1fr; gap: 24px; align-items: start; }`;

const SCRIPT = `window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective + " " + event.blockedURI));`;

/** A worker of the page's own, which uses the package. */
const OWN_WORKER = `import { Offcut } from "/src/browser.js";
const offcut = await Offcut.create({ assets: "fake" });
const { width, format } = await offcut.cutOut(new OffscreenCanvas(4, 3));
postMessage([width, format]);`;

/** A worker whose cut-out is an oval of the photo; its `format` says how the photo came. It runs in the browser. */
function fakeWorker() {
  const send = (head, buffers = []) => postMessage({ head: JSON.stringify(head), buffers }, buffers);
  const build = /worker-(\w+)/.exec(location.pathname)[1];
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const oval = async (bitmap) => {
    const { width, height } = bitmap;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    context.ellipse(width * 0.42, height * 0.5, width * 0.3, height * 0.45, 0, 0, 7);
    context.clip();
    context.drawImage(bitmap, 0, 0);
    return { width, height, file: await (await canvas.convertToBlob()).arrayBuffer() };
  };
  let photo;
  const opened = async (input, bytes) => {
    const isFile = input.as === "file";
    photo = await createImageBitmap(isFile ? new Blob([bytes]) : new ImageData(new Uint8ClampedArray(bytes), input.width, input.height));
    photo.from = input.as;
  };
  onmessage = async ({ data: { head, buffers } }) => {
    const { kind, request, input, fields } = JSON.parse(head);
    try {
      if (kind === "load") {
        return send({ kind: "loaded", request, input: { side: 320, mean: [0, 0, 0], std: [1, 1, 1] }, model: "u2netp" });
      }
      if (kind === "read_options") {
        return fields.quality === "slow" ? undefined : send({ kind: "options", request, options: fields });
      }
      if (kind === "open_photo" || kind === "cut_out") {
        await opened(input, buffers[0]);
      }
      if (kind === "open_photo") {
        return send({ kind: "opened", request });
      }
      for (const stage of ["find", "refine", "compose", "encode"]) {
        send({ kind: "stage", request, stage });
        await wait(20);
      }
      const { width, height, file } = await oval(photo);
      const area = { left: 0, top: 0, width: 1, height: 1 };
      const confidence = { score: 0.9, verdict: "fine" };
      return send({ kind: "done", request, width, height, area, format: photo.from, confidence, warnings: [], times: [] }, [file]);
    } catch {
      return send({ kind: "failed", request, error: { what: "core", error: { kind: "not_a_picture" } } });
    }
  };
  send({ kind: "ready", worker: { build, threads: 1 }, worker_id: "fake" });
}

const FIXED = {
  "/page.css": ["text/css", STYLE],
  "/page.js": ["text/javascript", SCRIPT],
  "/own_worker.js": ["text/javascript", OWN_WORKER],
  "/fake/u2netp.onnx": ["application/octet-stream", "onnx"],
  "/broken.jpg": ["image/jpeg", "no photo"],
};

async function answer(path) {
  if (path === "/" || path === "/plain") {
    return ["text/html", PAGE];
  }
  if (FIXED[path]) {
    return FIXED[path];
  }
  if (/^\/fake\/worker-\w+\.js$/.test(path)) {
    return ["text/javascript", `(${fakeWorker})();`];
  }
  const file = path.startsWith("/golden/") ? new URL(path.slice(8), GOLDEN) : new URL(path.slice(1), PACKAGE);
  return [TYPES[extname(path)] ?? "application/octet-stream", await readFile(fileURLToPath(file))];
}

/** Starts the site; pages are isolated except for `/plain`. `policy` takes the place of the content policy. */
export async function startSite({ policy = POLICY } = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://site");
    const isPlain = pathname === "/plain" || request.headers.referer?.endsWith("/plain");
    try {
      const [type, body] = await answer(pathname === "/isolation_worker.js" ? "/src/isolation_worker.js" : pathname);
      response.writeHead(200, { "content-type": type, ...(policy && { "content-security-policy": policy }), ...(!isPlain && ISOLATED), ...SHARED }).end(body);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" }).end("not here");
    }
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
