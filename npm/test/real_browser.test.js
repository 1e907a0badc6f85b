// Browsers end to end, with the real worker and network.

import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { after, describe, test } from "node:test";

import { Browser, engines } from "./browser.js";
import { difference, withoutAssets } from "./golden.js";
import { POLICY, startSite } from "./site.js";

if (withoutAssets) {
  console.error(`skipped: ${withoutAssets}`);
}

/** Cuts out an image and gives back its file in Base64, and the machine. */
const CUT_OUT = `const [image, assets] = args;
  const { Offcut } = await import("/src/browser.js");
  const offcut = await Offcut.create({ assets: assets ?? undefined });
  const { blob } = await offcut.cutOut(image);
  const url = await new Promise((resolve) => Object.assign(new FileReader(), { onload: ({ target }) => resolve(target.result) }).readAsDataURL(blob));
  const { machine } = offcut;
  await offcut.dispose();
  return { machine, file: url.split(",")[1], violations };`;

for (const engine of engines()) {
  describe(engine.name, { skip: withoutAssets || engine.skip }, () => {
    let browser;
    const sites = [];
    const siteOf = async (settings) => {
      sites.push(await startSite(settings));
      return sites.at(-1).address;
    };
    const cutOut = async (page, image, assets) => {
      await browser.open(page);
      const { machine, file, violations } = await browser.run(CUT_OUT, image, assets ?? null);
      assert.deepEqual(violations, []);
      return { machine, png: new Blob([Buffer.from(file, "base64")]) };
    };
    after(async () => {
      await browser?.end();
      sites.forEach((site) => site.close());
    });

    test("an isolated page has the best build, and the command's cut-outs", async () => {
      browser = await Browser.start(engine);
      const site = await siteOf();
      const { machine, png } = await cutOut(`${site}/`, "/golden/cat/chelsea.png");
      assert.equal(machine.build, engine.cannotShare ? "compat" : "fast");
      assert.equal(machine.threads > 1, !engine.cannotShare && availableParallelism() > 1);
      assert.ok((await difference("cat", png)) <= 1);
    });

    test("a page without headers has one thread, and the same cut-outs", async () => {
      const { machine, png } = await cutOut(`${sites[0].address}/plain`, "/golden/cat/chelsea.png");
      assert.deepEqual([machine.build, machine.threads, machine.isolated], ["compat", 1, false]);
      assert.match(machine.reason, /Cross-Origin-Opener-Policy/);
      assert.ok((await difference("cat", png)) <= 1);
    });

    test("assets of another origin run, with threads, too", async () => {
      const other = await siteOf();
      const page = await siteOf({
        policy: POLICY.replace("worker-src 'self'", `worker-src blob: ${other}`).replace(/(script|connect)-src 'self'/g, `$& ${other}`),
      });
      const { machine, png } = await cutOut(`${page}/`, "/golden/cat/chelsea.png", `${other}/assets`);
      assert.equal(machine.build, engine.cannotShare ? "compat" : "fast");
      assert.ok((await difference("cat", png)) <= 1);
    });

    test("cancelling stops the work, and the elements show the real thing", async () => {
      await browser.open(`${sites[0].address}/`);
      const [name, next, width] = await browser.run(`const { Offcut } = await import("/src/browser.js");
        const offcut = await Offcut.create();
        const cancel = new AbortController();
        const name = await offcut.cutOut("/golden/raccoon/raccoon_face.png", {}, { signal: cancel.signal, onStage: (stage) => stage === "find" && cancel.abort() }).then(() => "none", (error) => error.name);
        const next = await offcut.cutOut("/golden/cat/chelsea.png", { quality: "fast" });
        const { useOffcut } = await import("/src/element.js");
        useOffcut(offcut);
        document.querySelector("main").innerHTML = '<offcut-image src="/golden/flower/flower.jpg" trim shadow background="#eee" alt="A flower"></offcut-image>';
        const done = await new Promise((resolve, reject) => {
          const image = document.querySelector("offcut-image");
          image.addEventListener("offcut-done", ({ detail }) => resolve(detail));
          image.addEventListener("offcut-error", ({ detail }) => reject(detail));
        });
        return [name, next.width, done.area.width];`);
      assert.deepEqual([name, next], ["AbortError", 451]);
      assert.ok(width < 1);
      await browser.run("await new Promise((resolve) => setTimeout(resolve, 500))");
      await browser.picture(`${engine.name}-real`);
    });
  });
}
