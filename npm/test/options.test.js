// Options, their table, and the types that are written by hand beside it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { SENTENCES } from "../src/errors.js";
import { FIELDS, readOptions, renamed } from "../src/options.js";

const types = await readFile(new URL("../types/index.d.ts", import.meta.url), "utf8");
const fields = (options) => readOptions(options).fields;
const refused = (options, sentence) => assert.throws(() => readOptions(options), (error) => error.code === "bad_options" && sentence.test(error.message));

test("options become the core's fields", () => {
  assert.deepEqual(fields(), {});
  assert.deepEqual(fields({ quality: "best", trim: null, frame: undefined, keepEdgeColour: true }), { quality: "best", keep_edge_colour: true });
  assert.deepEqual(fields({ shadow: 40 }), { shadow: 40 });
  assert.deepEqual(fields({ shadow: { opacity: 40, blur: "3%" } }), { shadow: 40, shadow_blur: "3%" });
  assert.deepEqual(fields({ shadow: { blur: 3 }, outline: { colour: "red" } }), { shadow: true, shadow_blur: 3, outline: true, outline_colour: "red" });
  assert.deepEqual(fields({ shadow: false, outline: false, trim: false, background: false }), { shadow: false, outline: false, trim: false });
  assert.deepEqual(fields({ frame: "4:5" }), { frame: "4:5" });
  assert.deepEqual(fields({ preset: "square", frame: { fill: 70 } }), { preset: "square", frame_fill: 70 });
  assert.deepEqual(fields({ output: { format: "jpeg", quality: 80, mask: true } }), { format: "jpeg", encode_quality: 80, om: true });
  assert.deepEqual(fields({ background: { blur: true } }), { bgblur: true });
});

test("every row of the table is read from its own name", () => {
  for (const [name, field] of FIELDS) {
    const [group, member] = name.split(".");
    const read = fields({ [group]: member ? { [member]: "1" } : "1" });
    assert.equal(read[field], "1", name);
  }
});

test("images and what belongs to them are kept apart", () => {
  const image = new Blob();
  assert.deepEqual(readOptions({ background: image }), { fields: {}, names: {}, fit: "cover", strokes: [], background: image });
  const { background, fit } = readOptions({ background: { image: "beach.jpg", fit: "contain" } });
  assert.deepEqual([background, fit], ["beach.jpg", "contain"]);
  assert.equal(renamed('fit: "fill" is not a fit', readOptions({ background: { image, fit: "fill" } }).names), 'background.fit: "fill" is not a fit');
  const pixels = { width: 1, height: 1, data: new Uint8Array(4) };
  assert.equal(readOptions({ background: pixels }).background, pixels);
  assert.deepEqual(readOptions({ mask: image }).mask, { inverted: false, image });
  assert.deepEqual(readOptions({ mask: { inverted: true, image } }).mask, { inverted: true, image });
  refused({ background: { fit: "cover" } }, /background\.image/);
  refused({ mask: { inverted: true } }, /mask\.image/);
  refused({ mask: image, trimap: image }, /contradict/);
});

test("an option that is not known is refused with those that are near", () => {
  refused({ qualty: "best" }, /"qualty" is no option: did you mean quality/);
  refused({ shadow: { color: "red" } }, /"shadow\.color" is no option: did you mean shadow\.colour/);
  refused({ xyzzyx: 1 }, /there are quality, background/);
  refused({ output: "png" }, /output: an object with format, quality, mask/);
  refused("best", /an object/);
  refused({ quality: NaN }, /quality: text, a number/);
  refused({ trim: {} }, /trim: text, a number/);
});

test("strokes are checked, since the worker reads no others", () => {
  const stroke = { keep: true, radius: 0.1, points: [[0, 1]] };
  assert.deepEqual(readOptions({ strokes: [{ ...stroke, colour: "red" }] }).strokes, [stroke]);
  for (const wrong of [{ ...stroke, keep: 1 }, { ...stroke, radius: Infinity }, { ...stroke, points: [[0]] }, { ...stroke, points: [0, 1] }, null]) {
    refused({ strokes: [wrong] }, /^strokes/);
  }
});

test("the core's sentences have our names", () => {
  const { names } = readOptions({ frame: { fill: 401 }, shadow: { opacity: 200 } });
  assert.equal(renamed("frame_fill: 401 per cent is out of range", names), "frame.fill: 401 per cent is out of range");
  assert.equal(renamed("shadow: 200 per cent is out of range", names), "shadow.opacity: 200 per cent is out of range");
  assert.equal(renamed("bgc and bgblur are two backgrounds: leave one of them out", {}), "background and background.blur are two backgrounds: leave one of them out");
  assert.equal(renamed("frame_fill needs a frame: give frame, too", {}), "frame.fill needs a frame: give frame, too");
  assert.equal(renamed('format: "gif" is not a type of file', {}), 'output.format: "gif" is not a type of file');
});

test("the types have every code of an error", () => {
  const [, union] = /export type ErrorCode = (.*);/.exec(types);
  assert.deepEqual(union.split(" | ").map((text) => JSON.parse(text)).sort(), Object.keys(SENTENCES).sort());
});

test("the types have every option", () => {
  const [, body] = /export interface CutOutOptions \{(.*?)\n\}/s.exec(types);
  for (const [name] of FIELDS.filter(([row]) => !row.includes("."))) {
    assert.match(body, new RegExp(`\\n  ${name}\\?:`), name);
  }
  for (const [name] of FIELDS.filter(([row]) => row.includes("."))) {
    assert.match(types, new RegExp(`\\b${name.split(".")[1]}\\??:`), name);
  }
});
