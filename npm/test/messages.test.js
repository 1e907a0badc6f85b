// The client sends exactly the heads of messages.json, which the worker's own tests read, and understands every reply in it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { api } from "../src/api.js";
import { answers, fakeHost } from "./fake_worker.js";

const messages = JSON.parse(await readFile(new URL("messages.json", import.meta.url), "utf8"));

const pixels = (colorSpace) => ({ width: 1, height: 1, data: new Uint8ClampedArray(4), colorSpace });
const file = () => new Blob(["photo"]);

/** Calls that send every kind of message. */
async function everything(host) {
  const { Offcut } = api(host);
  const described = { file: file(), input: { side: 1024, mean: [0.5, 0.5, 0.25], std: [0.25, 0.5, 0.5] }, sha256: "0".repeat(64) };
  (await Offcut.create({ model: file() })).dispose();
  (await Offcut.create({ model: described })).dispose();
  const offcut = await Offcut.create();
  await offcut.cutOut(file(), { quality: "best", background: "white", shadow: true, output: { format: "jpeg", quality: 90 } });
  await offcut.cutOut(pixels("srgb"));
  await offcut.cutOut(pixels("display-p3"), { mask: file() });
  await offcut.cutOut(file(), { mask: { image: pixels("srgb"), inverted: true } });
  await offcut.cutOut(file(), { trimap: file() });
  const session = await offcut.open(file());
  await session.preview({ background: { image: file(), fit: "contain:#fff" } });
  await session.write({ strokes: [{ keep: true, radius: 0.02, points: [[0.25, 0.5]] }] });
}

test("the client sends the messages that the worker is tested with", async () => {
  const options = messages.from_worker.find(({ kind }) => kind === "options");
  const host = fakeHost({ reply: ({ kind, request }) => (kind === "read_options" ? [[{ ...options, request }]] : undefined) });
  await everything(host);
  assert.deepEqual(host.heads, messages.to_worker);
});

test("the client understands every reply", async () => {
  const replies = new Map(messages.from_worker.map((head) => [head.kind === "stage" ? `stage ${head.stage}` : head.kind, head]));
  const stages = messages.from_worker.filter(({ kind }) => kind === "stage");
  const reply = (head) => {
    const kind = { load: "loaded", read_options: "options", open_photo: "opened", open_background: "opened", preview: "previewed" }[head.kind] ?? "done";
    const [, buffers] = answers(head).at(-1);
    const last = [{ ...replies.get(kind), request: head.request }, buffers];
    return kind === "done" ? [...stages.map((stage) => [{ ...stage, request: head.request }]), last] : [last];
  };
  const { Offcut } = api(fakeHost({ reply, start: () => [replies.get("ready")] }));
  const offcut = await Offcut.create();
  assert.deepEqual(offcut.machine, { build: "fast", threads: 2, isolated: true });
  const seen = [];
  const result = await offcut.cutOut(file(), {}, { onStage: (stage) => seen.push(stage) });
  assert.deepEqual(seen, ["read", "find", "refine", "compose", "encode"]);
  const { blob, ...rest } = result;
  assert.equal(blob.type, "image/png");
  assert.deepEqual(rest, {
    width: 640,
    height: 480,
    area: { left: 0.25, top: 0.125, width: 0.5, height: 0.75 },
    confidence: 0.75,
    verdict: "please_check",
    warnings: ["cut_short"],
    times: { read: 1.5, find: 200, refine: 100, compose: 20, encode: 30.25 },
    format: "webp",
  });
  const { blob: small, ...preview } = await (await offcut.open(file())).preview();
  assert.equal(small.type, "image/png");
  assert.deepEqual(preview, { width: 320, height: 240, area: { left: 0, top: 0, width: 1, height: 1 }, confidence: 0.75, verdict: "fine" });
});

test("every failure of the file has a code and a sentence", async () => {
  const failures = messages.from_worker.filter(({ kind }) => kind === "failed" || kind === "refused");
  assert.ok(failures.length > 3);
  for (const failure of failures) {
    const reply = (head) => {
      const asked = failure.kind === "refused" ? "read_options" : "cut_out";
      return head.kind === asked ? [[{ ...failure, request: head.request }]] : undefined;
    };
    const { Offcut } = api(fakeHost({ reply }));
    const offcut = await Offcut.create();
    await assert.rejects(offcut.cutOut(file(), { frame: { canvas: "1:1", fill: 401 } }), (error) => {
      assert.equal(error.name, "OffcutError");
      assert.equal(error.code, failure.kind === "refused" ? "bad_options" : (failure.error.error?.kind ?? failure.error.what));
      assert.doesNotMatch(error.message, /undefined|frame_fill/);
      return true;
    });
  }
});
