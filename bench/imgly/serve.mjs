// Server of `cargo xtask bench imgly`: node serve.mjs NODE_MODULES OFFCUT PHOTO...
// It hands out this folder, the packages of both engines and the photos, with the headers that threads need, and counts what it has sent.
import { createServer } from "node:http";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const [modules, offcut, ...photos] = process.argv.slice(2);
const data = join(modules, "@imgly/background-removal-data/dist");
const runtime = join(modules, "onnxruntime-web/dist");

// Begin of an address, and the folder behind it.
const FOLDERS = {
  "/offcut/": offcut,
  "/imgly/": join(modules, "@imgly/background-removal/dist"),
  "/onnxruntime-web/": runtime,
  "/data/": data,
  "/": import.meta.dirname,
};

const TYPES = { html: "text/html", js: "text/javascript", mjs: "text/javascript", wasm: "application/wasm", json: "application/json" };

// The data package of the registry, 1.4.5, is older than the code, 1.7.0, which asks for other names: the same networks under the new names, and the
// runtime that the code depends on.
function resources() {
  const old = JSON.parse(readFileSync(join(data, "resources.json")));
  const network = ({ chunks, size, mime }) => ({ size, mime, chunks: chunks.map(({ hash, offsets }) => ({ name: hash, offsets })) });
  const file = (name, mime) => {
    const size = readFileSync(join(runtime, name)).length;
    return { size, mime, chunks: [{ name: `/onnxruntime-web/${name}`, offsets: [0, size] }] };
  };
  return JSON.stringify({
    "/models/isnet_fp16": network(old["/models/medium"]),
    "/models/isnet_quint8": network(old["/models/small"]),
    "/onnxruntime-web/ort-wasm-simd-threaded.wasm": file("ort-wasm-simd-threaded.wasm", "application/wasm"),
    "/onnxruntime-web/ort-wasm-simd-threaded.mjs": file("ort-wasm-simd-threaded.mjs", "text/javascript"),
  });
}

const sent = new Map();

// Quality 9 for both engines: 11 takes minutes for the larger networks.
const packed = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }).length;
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

function content(path) {
  if (path === "/data/resources.json") return Buffer.from(resources());
  if (path === "/photos.json") return Buffer.from(JSON.stringify(photos.map((photo) => basename(photo))));
  const photo = photos.find((photo) => path === `/photos/${basename(photo)}`);
  if (photo) return readFileSync(photo);
  const [begin, folder] = Object.entries(FOLDERS).find(([begin]) => path.startsWith(begin));
  const file = join(folder, path.slice(begin.length));
  return existsSync(file) ? readFileSync(file) : undefined;
}

const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
  if (path === "/sent") {
    // Everything since the last page was opened, once each; photos and this benchmark belong to neither engine.
    const files = [...sent.values()];
    response.end(JSON.stringify({ bytes: sum(files.map((file) => file.length)), packed: sum(files.map(packed)) }));
    return;
  }
  if (path === "/index.html") sent.clear();
  const bytes = content(path);
  if (!bytes) {
    response.writeHead(404).end();
    return;
  }
  if (/^\/(offcut|imgly|onnxruntime-web|data)\//.test(path)) sent.set(path, bytes);
  // As any site serves files whose names have a hash: the next visit finds them.
  response.writeHead(200, { "Content-Type": TYPES[path.split(".").pop()] ?? "application/octet-stream", "Cache-Control": "max-age=31536000, immutable" }).end(bytes);
});

server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
