// Start, queue, cancellation, death and end of the worker.

import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { test } from "node:test";

import { api } from "../src/api.js";
import { usableBuilds } from "../src/builds.js";
import { READY, fakeHost, kinds } from "./fake_worker.js";

const photo = () => new Blob(["photo"]);
const pixels = () => ({ width: 1, height: 1, data: new Uint8Array(4) });
const code = (expected) => (error) => error.code === expected;

/** Answers nothing to requests of this kind. */
const silentFor = (kind, once = false) => {
  let silent = true;
  return (head) => {
    if (head.kind !== kind || !silent) {
      return undefined;
    }
    silent = !once;
    return [];
  };
};

async function until(condition) {
  for (let tries = 0; tries < 1000 && !condition(); tries += 1) {
    await turn();
  }
  assert.ok(condition(), String(condition));
}

test("builds that run here are found, best first", () => {
  // Node 20 has no relaxed SIMD.
  assert.deepEqual(usableBuilds(true).slice(-2), ["threads", "compat"]);
  assert.deepEqual(usableBuilds(false), ["compat"]);
});

test("a worker is started with the address of its module and the threads asked for", async () => {
  const host = fakeHost();
  const seen = [];
  const { Offcut } = api(host);
  await Offcut.create({ threads: 3, assets: "https://cdn.host/x/", onProgress: (...step) => seen.push(step.join(" ")) });
  const { url } = host.workers[0];
  assert.match(url.pathname, /^\/x\/worker-(fast|threads)\.js$/);
  assert.equal(url.searchParams.get("wasm"), url.href.split("?")[0].replace(".js", ".wasm"));
  assert.equal(url.searchParams.get("threads"), "3");
  assert.deepEqual(seen, ["fetch:model 4 4", "fetch:worker 0 1", "fetch:worker 1 1"]);
  await assert.rejects(Offcut.create({ threads: 0 }), code("bad_options"));
});

test("a build that does not start is passed over, and the machine says why", async () => {
  const start = (url, worker) => (url.pathname.includes("compat") ? [{ ...READY, worker: { build: "compat", threads: 1 } }] : worker.die("no memory"));
  const host = fakeHost({ start });
  const offcut = await api(host).Offcut.create();
  assert.equal(offcut.machine.build, "compat");
  assert.match(offcut.machine.reason, /threads: no memory/);
  assert.ok(host.workers.slice(0, -1).every(({ ended }) => ended));
  await assert.rejects(api(fakeHost({ start: (_, worker) => worker.die() })).Offcut.create(), (error) => {
    assert.match(error.message, /compat: https:.*worker-compat\.js.* could not be loaded/);
    return error.code === "worker_did_not_start";
  });
  const forbidding = fakeHost();
  forbidding.createWorker = () => {
    throw new DOMException("not allowed", "SecurityError");
  };
  await assert.rejects(api(forbidding).Offcut.create(), { code: "worker_did_not_start", message: /compat: not allowed/ });
});

test("without isolation one thread runs, and the machine says so", async () => {
  const host = fakeHost({ isolated: false, start: () => [{ ...READY, worker: { build: "compat", threads: 1 } }] });
  const { machine } = await api(host).Offcut.create();
  assert.deepEqual([machine.build, machine.threads, machine.isolated], ["compat", 1, false]);
  assert.match(machine.reason, /Cross-Origin-Embedder-Policy/);
});

test("a model that does not come fails the start and ends the worker", async () => {
  const host = fakeHost({ files: { "https://own.host/assets/u2netp.onnx": Object.assign(new Error("gone"), { code: "model_not_fetched" }) } });
  await assert.rejects(api(host).Offcut.create(), code("model_not_fetched"));
  assert.ok(host.workers.every(({ ended }) => ended));
});

test("a damaged model names its address", async () => {
  const error = { what: "core", error: { kind: "model_damaged", model: "u2netp", published: "sha256:1", found: "sha256:2" } };
  const host = fakeHost({ reply: ({ kind, request }) => (kind === "load" ? [[{ kind: "failed", request, error }]] : undefined) });
  await assert.rejects(api(host).Offcut.create(), /https:\/\/own\.host\/assets\/u2netp\.onnx.*sha256:2/);
});

test("cancelling rejects at once, starts another worker, and spares the calls that wait", async () => {
  const host = fakeHost({ reply: silentFor("cut_out", true) });
  const offcut = await api(host).Offcut.create();
  const cancel = new AbortController();
  const cancelled = offcut.cutOut(photo(), {}, { signal: cancel.signal });
  const waiting = offcut.cutOut(photo());
  await until(() => kinds(host).includes("cut_out"));
  cancel.abort();
  await assert.rejects(cancelled, (error) => error === cancel.signal.reason && error.name === "AbortError");
  assert.equal((await waiting).width, 3);
  assert.deepEqual(kinds(host), ["load", "read_options", "cut_out", "load", "read_options", "cut_out"]);
  assert.deepEqual(host.workers.map(({ ended }) => ended), [true, false]);
  // What the former worker has to say is of no interest.
  host.workers[0].die("too late");
  assert.equal((await offcut.cutOut(photo())).width, 3);
  assert.equal(host.workers.length, 2);
});

test("after a cancelled call another worker is ready before the next one, and lets Node end", async () => {
  // The second one does not start, so the third is started when nothing waits any more.
  const host = fakeHost({ reply: silentFor("cut_out"), start: (_, worker) => (host.workers.length === 2 ? worker.die() : [READY]) });
  const offcut = await api(host).Offcut.create();
  const cancel = new AbortController();
  const cancelled = assert.rejects(offcut.cutOut(photo(), {}, { signal: cancel.signal }));
  await until(() => kinds(host).includes("cut_out"));
  cancel.abort();
  await cancelled;
  await until(() => kinds(host).filter((kind) => kind === "load").length === 2);
  assert.deepEqual(host.workers[2].refs, ["unref"]);
});

test("a call that waits is cancelled without a word to the worker", async () => {
  const host = fakeHost();
  const offcut = await api(host).Offcut.create();
  const cancel = new AbortController();
  const first = offcut.cutOut(photo());
  const second = offcut.cutOut(photo(), {}, { signal: cancel.signal });
  cancel.abort(new Error("changed my mind"));
  await assert.rejects(second, /changed my mind/);
  await first;
  await offcut.cutOut(photo());
  assert.equal(kinds(host).filter((kind) => kind === "cut_out").length, 2);
  assert.equal(host.workers.length, 1);
  await assert.rejects(offcut.cutOut(photo(), {}, { signal: AbortSignal.abort() }), { name: "AbortError" });
});

test("starting is cancelled", async () => {
  const host = fakeHost({ start: () => [] });
  const cancel = new AbortController();
  const starting = api(host).Offcut.create({ signal: cancel.signal });
  await until(() => host.workers.length === 1);
  cancel.abort();
  await assert.rejects(starting, { name: "AbortError" });
  assert.ok(host.workers[0].ended);
  await assert.rejects(api(host).Offcut.create({ signal: AbortSignal.abort() }), { name: "AbortError" });
  assert.equal(host.workers.length, 1);
});

test("a worker that dies fails its call, and the next call has another one", async () => {
  const host = fakeHost({ reply: (head, worker) => (head.kind === "cut_out" && host.workers.length === 1 ? (setImmediate(() => worker.die("out of memory")), []) : undefined) });
  const offcut = await api(host).Offcut.create();
  await assert.rejects(offcut.cutOut(photo()), code("worker_died"));
  assert.equal((await offcut.cutOut(photo())).width, 3);
  assert.equal(host.workers.length, 2);
});

test("one call at a time is with the worker", async () => {
  const host = fakeHost();
  const offcut = await api(host).Offcut.create();
  await Promise.all([offcut.cutOut(photo()), offcut.open(photo()), offcut.cutOut(photo())]);
  assert.deepEqual(kinds(host).filter((_, at, all) => all[at - 1] === "read_options"), ["cut_out", "cut_out"]);
});

test("dispose ends the worker and everything that waits", async () => {
  const host = fakeHost({ reply: silentFor("cut_out") });
  const offcut = await api(host).Offcut.create();
  const running = assert.rejects(offcut.cutOut(photo()), code("disposed"));
  const waiting = assert.rejects(offcut.cutOut(photo()), code("disposed"));
  await until(() => kinds(host).includes("cut_out"));
  await offcut.dispose();
  await Promise.all([running, waiting]);
  await assert.rejects(offcut.open(photo()), code("disposed"));
  assert.ok(host.workers.every(({ ended }) => ended));
});

test("an idle worker does not keep Node alive, and a busy one does", async () => {
  const host = fakeHost();
  const offcut = await api(host).Offcut.create();
  await until(() => host.workers[0].refs.at(-1) === "unref");
  const result = offcut.cutOut(photo());
  await until(() => host.workers[0].refs.at(-1) === "ref");
  await result;
  await until(() => host.workers[0].refs.at(-1) === "unref");
});

test("a worker without work for three minutes is ended, and the next call has another one", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const host = fakeHost();
  const offcut = await api(host).Offcut.create();
  await until(() => host.workers[0].refs.length > 0);
  context.mock.timers.tick(179_000);
  await offcut.cutOut(photo());
  await until(() => host.workers[0].refs.at(-1) === "unref");
  context.mock.timers.tick(179_000);
  await turn();
  assert.ok(!host.workers[0].ended);
  context.mock.timers.tick(1_000);
  await until(() => host.workers[0].ended);
  assert.equal((await offcut.cutOut(photo())).width, 3);
  assert.equal(host.workers.length, 2);
});

test("a worker that is not ready within two minutes is passed over", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const host = fakeHost({ isolated: false, start: () => [] });
  const refused = assert.rejects(api(host).Offcut.create(), { code: "worker_did_not_start", message: /not ready within 120 seconds/ });
  await until(() => host.workers.length === 1);
  context.mock.timers.tick(120_000);
  await refused;
});

test("what onStage throws is the failure of the call", async () => {
  const offcut = await api(fakeHost()).Offcut.create();
  const onStage = () => {
    throw new Error("mine");
  };
  await assert.rejects(offcut.cutOut(photo(), {}, { onStage }), /mine/);
  assert.equal((await offcut.cutOut(photo())).width, 3);
});

test("a session opens its photo again when another one took its place", async () => {
  const host = fakeHost({ reply: silentFor("preview") });
  const offcut = await api(host).Offcut.create();
  const session = await offcut.open(pixels());
  const background = pixels();
  await session.write({ background });
  await session.write({ background });
  assert.deepEqual(kinds(host), ["load", "open_photo", "read_options", "open_background", "write", "read_options", "write"]);
  host.heads.length = 0;
  await offcut.cutOut(photo());
  assert.ok((await session.write({ background })).times.read > 1);
  assert.deepEqual(kinds(host), ["read_options", "cut_out", "read_options", "open_photo", "write"]);
  // Another worker has nothing.
  const cancel = new AbortController();
  const cancelled = assert.rejects(session.preview({}, { signal: cancel.signal }));
  await until(() => kinds(host).includes("preview"));
  host.heads.length = 0;
  cancel.abort();
  await cancelled;
  await session.write({ background });
  assert.deepEqual(kinds(host), ["load", "read_options", "open_background", "open_photo", "write"]);
  await assert.rejects(session.preview({ mask: photo() }), code("bad_options"));
  session.close();
  await assert.rejects(session.write(), code("session_closed"));
});

test("a file that the core does not decode is sent again as the browser decoded it", async () => {
  const error = { what: "core", error: { kind: "unsupported_format", format: "avif" } };
  const reply = ({ kind, request, input }) => (kind === "cut_out" && input.as === "file" ? [[{ kind: "failed", request, error }]] : undefined);
  const decode = async () => ({ input: { as: "pixels", width: 1, height: 1 }, pixels: new ArrayBuffer(4) });
  const host = fakeHost({ reply, decode });
  assert.equal((await (await api(host).Offcut.create()).cutOut(photo())).width, 3);
  assert.deepEqual(host.heads.at(-1).input, { as: "pixels", width: 1, height: 1 });
  const without = await api(fakeHost({ reply })).Offcut.create();
  await assert.rejects(without.cutOut(photo()), /AVIF images cannot be read here/);
});
