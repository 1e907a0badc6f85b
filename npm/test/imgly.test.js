// The functions of @imgly/background-removal.

import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { test } from "node:test";

import { api } from "../src/api.js";
import { rawPixels } from "../src/raw_pixels.js";
import { fakeHost, kinds } from "./fake_worker.js";

const photo = () => new Blob(["photo"]);
const fieldsOf = (host) => host.heads.filter(({ kind }) => kind === "read_options").map(({ fields }) => fields);

test("all functions share one worker for each folder of assets", async () => {
  const host = fakeHost();
  const { preload, removeBackground } = api(host);
  await preload();
  assert.equal((await removeBackground(photo())).type, "image/png");
  await removeBackground(photo(), { publicPath: "https://other.host/" });
  assert.deepEqual(host.workers.map(({ url }) => url.host), ["own.host", "other.host"]);
});

test("a start that failed is tried again", async () => {
  let fails = true;
  const host = fakeHost();
  const { read } = host;
  host.read = async (...words) => {
    if (fails) throw Object.assign(new Error("offline"), { code: "model_not_fetched" });
    return read(...words);
  };
  const { preload } = api(host);
  await assert.rejects(preload(), { code: "model_not_fetched" });
  fails = false;
  await preload();
});

test("format and quality become the core's", async () => {
  const host = fakeHost();
  const { removeBackground } = api(host);
  await removeBackground(photo());
  await removeBackground(photo(), { output: { format: "image/jpeg" } });
  await removeBackground(photo(), { output: { format: "image/webp", quality: 0 } });
  assert.deepEqual(fieldsOf(host), [{ format: "png" }, { format: "jpeg", encode_quality: 80 }, { format: "webp", encode_quality: 1 }]);
});

test("removeForeground, and its other name, take the matte the other way round", async () => {
  for (const call of [({ removeForeground }) => removeForeground(photo()), ({ removeBackground }) => removeBackground(photo(), { output: { type: "background" } })]) {
    const host = fakeHost();
    await call(api(host));
    assert.deepEqual(kinds(host), ["load", "open_photo", "read_options", "write", "read_options", "write_with"]);
    assert.equal(host.heads.at(-1).use, "inverted_mask");
    assert.deepEqual(fieldsOf(host), [{ format: "png", om: true }, { quality: "raw", format: "png" }]);
  }
});

test("segmentForeground is white with the matte as its alpha, and gray as JPEG", async () => {
  const host = fakeHost();
  const { alphamask, segmentForeground } = api(host);
  assert.equal(alphamask, segmentForeground);
  await segmentForeground(photo());
  assert.deepEqual(kinds(host), ["load", "read_options", "cut_out", "read_options", "open_photo", "write_with"]);
  assert.deepEqual(host.heads.find(({ kind }) => kind === "open_photo").input, { as: "pixels", width: 3, height: 4 });
  await segmentForeground(photo(), { output: { format: "image/jpeg", quality: 1 } });
  assert.deepEqual(fieldsOf(host).at(-1), { format: "jpeg", encode_quality: 100, om: true });
});

test("applySegmentationMask takes the mask as it is", async () => {
  const host = fakeHost();
  await api(host).applySegmentationMask(photo(), photo(), { output: { format: "image/webp", quality: 0.5 } });
  assert.equal(host.heads.at(-1).use, "mask");
  assert.deepEqual(fieldsOf(host), [{ quality: "raw", format: "webp", encode_quality: 50 }]);
});

test("progress has the downloads and the stages", async () => {
  const seen = [];
  await api(fakeHost()).removeBackground(photo(), { progress: (...step) => seen.push(step.join(" ")) });
  assert.deepEqual(seen, ["fetch:model 4 4", "fetch:worker 0 1", "fetch:worker 1 1", "compute:find 1 5", "compute:encode 5 5"]);
});

test("what has no counterpart is said once with debug, and what is unknown is refused", async (context) => {
  const info = context.mock.method(console, "info", () => {});
  const { removeBackground } = api(fakeHost());
  const config = { model: "isnet", device: "gpu", proxyToWorker: false, rescale: false };
  await removeBackground(photo(), config);
  assert.equal(info.mock.callCount(), 0);
  await removeBackground(photo(), { ...config, debug: true });
  await removeBackground(photo(), { ...config, debug: true });
  assert.equal(info.mock.callCount(), 4);
  for (const [wrong, sentence] of [
    [{ model: "best" }, /model: "best" is not known: there are isnet/],
    [{ device: "tpu" }, /device/],
    [{ output: { format: "image/gif" } }, /output\.format/],
    [{ output: { quality: 80 } }, /output\.quality: 80 is out of range/],
    [{ output: { colour: 1 } }, /"output\.colour" is no option/],
    [{ quality: 1 }, /"quality" is no option/],
  ]) {
    await assert.rejects(removeBackground(photo(), wrong), (error) => error.code === "bad_options" && sentence.test(error.message));
  }
});

/** PNG file of rows that begin with their filter. */
function png(width, height, depth, colour, rows) {
  const chunk = (name, data) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(name), data, Buffer.alloc(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour], 8);
  const packed = deflateSync(Buffer.from(rows.flat()));
  const parts = [packed.subarray(0, 3), packed.subarray(3)].map((part) => chunk("IDAT", part));
  return new Blob([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", header), ...parts, chunk("IEND", Buffer.alloc(0))]);
}

const bytesOf = async (blob) => [...new Uint8Array(await blob.arrayBuffer())];

test("raw values are those of the file, whatever the filters of its rows", async () => {
  // Two rows of two pixels, each row as its filter makes it.
  const [first, second] = [[10, 20, 30, 40, 50, 60, 70, 80], [11, 22, 33, 44, 55, 66, 77, 88]];
  const rows = [
    [[1, ...first.map((value, at) => value - (first[at - 4] ?? 0))], [2, ...second.map((value, at) => value - first[at])]],
    [[0, ...first], [3, ...second.map((value, at) => value - (((second[at - 4] ?? 0) + first[at]) >> 1))]],
    // Paeth: the pixel above is the nearest for the first, the one on the left or above for the second.
    [[0, ...first], [4, ...second.map((value, at) => value - (at < 4 ? first[at] : [50, 60, 70, 80][at - 4]))]],
  ];
  for (const filtered of rows) {
    const raw = await rawPixels(png(2, 2, 8, 6, filtered), "image/x-rgba8");
    assert.deepEqual(await bytesOf(raw), [...first, ...second]);
    assert.equal(raw.type, "image/x-rgba8;width=2;height=2");
  }
});

test("raw alpha is the alpha, or the gray of a mask", async () => {
  const rgba = png(1, 1, 8, 6, [[0, 1, 2, 3, 4]]);
  assert.deepEqual(await bytesOf(await rawPixels(rgba, "image/x-alpha8")), [4]);
  assert.deepEqual(await bytesOf(await rawPixels(png(2, 1, 16, 0, [[0, 7, 99, 8, 99]]), "image/x-alpha8")), [7, 8]);
  assert.deepEqual(await bytesOf(await rawPixels(png(1, 1, 8, 2, [[0, 1, 2, 3]]), "image/x-alpha8")), [255]);
  assert.deepEqual(await bytesOf(await rawPixels(png(1, 1, 8, 0, [[0, 9]]), "image/x-rgba8")), [9, 9, 9, 255]);
  assert.deepEqual(await bytesOf(await rawPixels(png(1, 1, 16, 4, [[0, 9, 0, 5, 0]]), "image/x-rgba8")), [9, 9, 9, 5]);
});
