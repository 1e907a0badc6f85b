// Node end to end, with the real worker and network.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import removeBackground, { Offcut, alphamask, applySegmentationMask, removeForeground } from "../src/node.js";
import { alphaOf, bytesOf, difference, photoOf, rgbaOf, withoutAssets } from "./golden.js";

if (withoutAssets) {
  console.error(`skipped: ${withoutAssets}`);
}

const COMMAND = fileURLToPath(new URL("../src/cli.js", import.meta.url));

/** Runs a program of Node. */
const run = (words, input) =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, words, { encoding: "buffer" }, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr: String(stderr) }));
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });

describe("Node", { skip: withoutAssets }, () => {
  let offcut;
  const started = async () => (offcut ??= await Offcut.create());
  after(() => offcut?.dispose());

  test("cut-outs are the command's", async () => {
    await started();
    assert.equal(offcut.machine.isolated, true);
    assert.notEqual(offcut.machine.build, "compat");
    for (const name of ["cat", "flower", "gray"]) {
      const stages = [];
      const result = await offcut.cutOut(await bytesOf(name), {}, { onStage: (stage) => stages.push(stage) });
      assert.ok((await difference(name, result.blob)) <= 1, name);
      assert.deepEqual(stages, ["read", "find", "refine", "compose", "encode"]);
      assert.ok(result.times.find > 0 && result.confidence > 0.5 && result.verdict === "fine");
    }
  });

  test("one thread gives the same", async () => {
    const single = await Offcut.create({ threads: 1 });
    assert.equal(single.machine.threads, 1);
    assert.ok((await difference("cat", (await single.cutOut(photoOf("cat"))).blob)) <= 1);
    await single.dispose();
  });

  test("options reach the core", async () => {
    const { cutOut } = await started();
    const photo = photoOf("flower");
    const framed = await cutOut.call(offcut, photo, { quality: "fast", preset: "passport", shadow: { opacity: 20, blur: 3 }, outline: { width: 1, colour: "red" } });
    assert.deepEqual([framed.width, framed.height], [413, 531]);
    const jpeg = await offcut.cutOut(photo, { quality: "fast", background: "#123456", output: { format: "jpeg", quality: 70 } });
    assert.equal(jpeg.blob.type, "image/jpeg");
    const trimmed = await offcut.cutOut(photo, { quality: "fast", trim: "0px", output: { format: "webp" } });
    assert.ok(trimmed.blob.type === "image/webp" && trimmed.area.width < 1 && trimmed.format === "jpeg");
    const over = await offcut.cutOut(photo, { quality: "fast", background: { image: photoOf("cat"), fit: "cover" } });
    assert.ok((await alphaOf(over.blob)).every((alpha) => alpha === 255));
    await assert.rejects(offcut.cutOut(photo, { frame: { canvas: "1:1", fill: 401 } }), { code: "bad_options", message: /^frame\.fill: 401 per cent/ });
    await assert.rejects(offcut.cutOut(photo, { preset: "oval" }), { code: "bad_options", message: /^preset: / });
    await assert.rejects(offcut.cutOut(Buffer.from("no photo")), { code: "not_a_picture" });
  });

  test("a session previews, writes, and takes strokes", async () => {
    await started();
    const session = await offcut.open(photoOf("raccoon"));
    const preview = await session.preview({ background: "white" });
    assert.equal(preview.blob.type, "image/png");
    const whole = await session.write();
    assert.ok((await difference("raccoon", whole.blob)) <= 1);
    const dab = { keep: false, radius: 0.05, points: [[0.5, 0.5]] };
    const erased = await session.write({ strokes: [dab] });
    const middle = (384 * 1024 + 512);
    assert.equal((await alphaOf(whole.blob))[middle], 255);
    assert.equal((await alphaOf(erased.blob))[middle], 0);
    assert.equal(erased.times.read, 0);
    session.close();
  });

  test("a mask that is given is the alpha, and inverted it is the rest", async () => {
    const photo = photoOf("cat");
    const matte = await alphamask(photo);
    assert.ok((await difference("cat", matte)) <= 1);
    const [red, , , alpha] = (await rgbaOf(matte)).subarray(4 * (150 * 451 + 200));
    assert.deepEqual([red, alpha], [255, 255]);
    const applied = await alphaOf(await applySegmentationMask(photo, matte));
    const given = await alphaOf(matte);
    const rest = await alphaOf(await removeForeground(photo));
    assert.ok(given.every((value, at) => Math.abs(value - applied[at]) <= 1 && Math.abs(255 - value - rest[at]) <= 1));
    const raw = await removeBackground(photo, { output: { format: "image/x-rgba8" } });
    assert.equal(raw.type, "image/x-rgba8;width=451;height=300");
    assert.equal(raw.size, 451 * 300 * 4);
  });

  test("cancelling stops the work, and the next photo is cut out", async () => {
    await started();
    const cancel = new AbortController();
    const onStage = (stage) => stage === "find" && setImmediate(() => cancel.abort());
    await assert.rejects(offcut.cutOut(photoOf("raccoon"), {}, { signal: cancel.signal, onStage }), { name: "AbortError" });
    assert.ok((await difference("cat", (await offcut.cutOut(photoOf("cat"))).blob)) <= 1);
  });

  test("a model of one's own is held to its checksum", async () => {
    const file = fileURLToPath(new URL("../assets/u2netp.onnx", import.meta.url));
    const input = { side: 320 };
    await assert.rejects(Offcut.create({ model: { file, input, sha256: "0".repeat(64) } }), { code: "model_damaged", message: /u2netp\.onnx/ });
    await assert.rejects(Offcut.create({ model: Buffer.from("no network") }), { code: "model_unusable" });
    const own = await Offcut.create({ model: await readFile(file) });
    assert.ok((await difference("cat", (await own.cutOut(photoOf("cat"))).blob)) <= 1);
    await own.dispose();
    await assert.rejects(Offcut.create({ assets: "/nowhere" }), { code: "worker_did_not_start" });
  });

  test("a program ends by itself", async () => {
    const program = `import { Offcut, removeBackground } from ${JSON.stringify(new URL("../src/node.js", import.meta.url).href)};
      const blob = await removeBackground(${JSON.stringify(photoOf("cat"))});
      const offcut = await Offcut.create();
      process.stdout.write(String(blob.size > 1000));`;
    assert.deepEqual(await run(["--input-type=module", "--eval", program]), { code: 0, stdout: Buffer.from("true"), stderr: "" });
  });

  describe("the command", () => {
    let folder;
    const path = (name) => join(folder, name);
    const command = (words, input) => run([COMMAND, ...words], input);
    after(() => folder && rm(folder, { recursive: true }));

    test("cuts out a photo, and never overwrites it", async () => {
      folder = await mkdtemp(join(tmpdir(), "offcut-command-"));
      await writeFile(path("in.png"), await bytesOf("cat"));
      const done = await command([path("in.png"), path("out.png")]);
      assert.deepEqual([done.code, done.stderr], [0, ""]);
      assert.ok((await difference("cat", new Blob([await readFile(path("out.png"))]))) <= 1);
      const again = await command([path("in.png"), path("out.png")]);
      assert.deepEqual([again.code, /exists already/.test(again.stderr)], [1, true]);
      await symlink("in.png", path("link.png"));
      const over = await command(["--force", path("in.png"), path("link.png")]);
      assert.deepEqual([over.code, /photo itself/.test(over.stderr)], [1, true]);
      assert.deepEqual(await readFile(path("in.png")), await bytesOf("cat"));
      assert.deepEqual((await readdir(folder)).sort(), ["in.png", "link.png", "out.png"]);
    });

    test("has every option, and pipes", async () => {
      const words = ["--quality=fast", "--frame", "200x100", "--frame-fill", "70", "--shadow=20", "--shadow-blur", "2", "--background", "white", "--force"];
      const framed = await command([...words, path("in.png"), path("out.jpg")]);
      assert.deepEqual([framed.code, framed.stderr], [0, ""]);
      assert.equal((await readFile(path("out.jpg")))[0], 0xff);
      const piped = await command(["--quality", "fast", "--output-mask", "-", "-"], await bytesOf("cat"));
      assert.equal(piped.code, 0);
      assert.equal(piped.stdout.toString("latin1", 1, 4), "PNG");
    });

    test("says what was wrong by its exit code", async () => {
      for (const [words, code, sentence] of [
        [["--help"], 0, /^$/],
        [["--version"], 0, /^$/],
        [[], 2, /INPUT and OUTPUT/],
        [["--qualty", "best", "a", "b"], 2, /--qualty is not known/],
        [["a.png", "b.gif"], 2, /b\.gif: end its name/],
        [[path("in.png"), path("new.png"), "--quality", "fastest"], 2, /quality: .*raw, fast, balanced or best/],
        [["--quality"], 2, /needs a value/],
        [[path("nothing.png"), path("new.png")], 1, /nothing\.png \(ENOENT\)/],
        [["-", path("new.png")], 1, /empty/],
      ]) {
        const done = await command(words);
        assert.equal(done.code, code, `${words}: ${done.stderr}`);
        assert.match(done.stderr, sentence);
      }
    });

    test("copies the assets", async () => {
      assert.equal((await command(["assets", path("public")])).code, 0);
      const files = await readdir(path("public"));
      assert.ok(["u2netp.onnx", "worker-compat.wasm", "isolation_worker.js"].every((name) => files.includes(name)), String(files));
      const copied = await Offcut.create({ assets: path("public") });
      await copied.dispose();
    });
  });
});
