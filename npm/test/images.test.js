// Images that callers give, as the worker gets them.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";

import { bufferOf, pictureOf } from "../src/images.js";
import { nodeHost } from "../src/node_host.js";

const folder = await mkdtemp(join(tmpdir(), "offcut-images-"));
const path = join(folder, "photo one.bin");
await writeFile(path, "photo");
const server = createServer((request, response) => {
  const length = request.url === "/photo" ? { "content-length": 5 } : {};
  response.writeHead(request.url === "/nothing" ? 404 : 200, length).end(request.headers["x-key"] ?? "photo");
}).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
const site = `http://127.0.0.1:${server.address().port}`;
after(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const read = async (image, settings = {}) => {
  const picture = await pictureOf(image, nodeHost, settings);
  return [picture.input.as, Buffer.from(await bufferOf(picture)).toString()];
};

test("every kind of file gives its bytes", async () => {
  const bytes = new TextEncoder().encode("photo");
  const shared = new Uint8Array(new SharedArrayBuffer(5));
  shared.set(bytes);
  const images = [
    ...[new Blob(["photo"]), new File(["photo"], "a"), bytes, bytes.buffer, new DataView(bytes.buffer), Buffer.from("photo"), shared, shared.buffer],
    ...[path, pathToFileURL(path), pathToFileURL(path).href, "data:,photo", new URL("data:,photo"), `${site}/photo`],
  ];
  for (const image of images) {
    assert.deepEqual(await read(image), ["file", "photo"], String(image));
  }
  // A part of a larger buffer is that part.
  assert.deepEqual(await read(new TextEncoder().encode("a photo!").subarray(2, 7)), ["file", "photo"]);
});

test("a caller's buffer stays his, and may change once it was given", async () => {
  const bytes = new TextEncoder().encode("photo");
  const picture = pictureOf(bytes, nodeHost, {});
  bytes.fill(0);
  const buffer = await bufferOf(await picture);
  structuredClone(buffer, { transfer: [buffer] });
  assert.equal(bytes.byteLength, 5);
  assert.equal(Buffer.from(await bufferOf(await picture)).toString(), "photo");
});

test("pixels go as pixels, wide ones as wide ones, and are kept where they are needed again", async () => {
  const pixels = { width: 2, height: 1, data: new Uint8ClampedArray([1, 2, 3, 4, 5, 6, 7, 8]) };
  const picture = await pictureOf(pixels, nodeHost, {});
  assert.deepEqual(picture.input, { as: "pixels", width: 2, height: 1 });
  const sent = await bufferOf(picture, true);
  structuredClone(sent, { transfer: [sent] });
  assert.deepEqual([...new Uint8Array(await bufferOf(picture))], [...pixels.data]);
  assert.equal((await pictureOf({ ...pixels, colorSpace: "display-p3" }, nodeHost, {})).input.as, "wide_pixels");
  await assert.rejects(read({ ...pixels, width: 3 }), /3 × 1 pixels are 12 bytes/);
  await assert.rejects(read({ ...pixels, data: new Float32Array(8) }), { code: "bad_image" });
});

test("what is no image is refused with what is", async () => {
  for (const image of [undefined, null, 5, {}, [], true, Symbol("a"), { width: 1, height: 1 }]) {
    await assert.rejects(read(image), (error) => error.code === "bad_image" && /Blob, File/.test(error.message));
  }
});

test("what cannot be fetched says where and why", async () => {
  await assert.rejects(read(`${site}/nothing`), { code: "image_not_fetched", status: 404 });
  await assert.rejects(read(join(folder, "nothing.jpg")), { code: "image_not_fetched", status: "ENOENT" });
  await assert.rejects(read("http://127.0.0.1:1/"), (error) => error.code === "image_not_fetched" && error.status === undefined && error.cause instanceof Error);
  await assert.rejects(read(`${site}/photo`, { signal: AbortSignal.abort() }), { name: "AbortError" });
  await assert.rejects(read(path, { signal: AbortSignal.abort() }), { name: "AbortError" });
  assert.deepEqual(await read(`${site}/photo`, { fetchArgs: { headers: { "x-key": "mine!" } } }), ["file", "mine!"]);
});

test("progress counts bytes, of as many as the server says or as there are", async () => {
  for (const address of [`${site}/photo`, `${site}/unknown`]) {
    const seen = [];
    await read(address, { onProgress: (loaded, total) => seen.push([loaded, total]) });
    assert.deepEqual(seen.at(-1), [5, 5]);
  }
});
