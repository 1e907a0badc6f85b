// Imports, images and elements in real browsers, with a worker that is a fake.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";

import { Browser, engines } from "./browser.js";
import { startSite } from "./site.js";

const site = await startSite();
after(() => site.close());

const ARROW_RIGHT = "\uE014";
const ARROW_LEFT = "\uE012";
const TAB = "\uE004";
const HOME = "\uE011";

/** Puts HTML into the page and waits until every offcut-image in it is done or has failed. */
const SHOW = `const [html, assets] = args;
  const { useOffcut } = await import("/src/element.js");
  window.shared ??= useOffcut({ assets });
  const main = document.querySelector("main");
  main.innerHTML = html;
  window.seen = [];
  await Promise.all([...main.querySelectorAll("offcut-image[src]")].map((image) => new Promise((resolve) => {
    image.addEventListener("offcut-stage", ({ detail }) => seen.push(detail.stage));
    for (const name of ["offcut-done", "offcut-error"]) image.addEventListener(name, (event) => { seen.push(name); resolve(); });
  })));
  await Promise.all([...main.querySelectorAll("img")].map((image) => image.decode().catch(() => {})));
  return seen;`;

for (const engine of engines()) {
  describe(engine.name, { skip: engine.skip }, () => {
    let browser;
    const start = async (dark) => {
      await browser?.end();
      browser = await Browser.start(engine, { dark });
      await browser.open(`${site.address}/`);
    };
    const show = (html) => browser.run(SHOW, html, "/fake/");
    after(() => browser?.end());

    test("every kind of image of a browser reaches the worker as what it is", async () => {
      await start();
      const found = await browser.run(`
        const { Offcut } = await import("/src/browser.js");
        const offcut = await Offcut.create({ assets: "/fake/" });
        const image = Object.assign(new Image(), { src: "/golden/cat/chelsea.png" });
        await image.decode();
        const canvas = Object.assign(document.createElement("canvas"), { width: 4, height: 3 });
        canvas.getContext("2d").fillRect(0, 0, 2, 2);
        const wide = Object.assign(document.createElement("canvas"), { width: 4, height: 3 });
        const isWide = wide.getContext("2d", { colorSpace: "display-p3" }).getContextAttributes?.().colorSpace === "display-p3";
        const images = {
          image, canvas, wide, data: new ImageData(4, 3), bitmap: await createImageBitmap(canvas), offscreen: new OffscreenCanvas(4, 3),
          url: "/golden/cat/chelsea.png", blob: await (await fetch("/golden/cat/chelsea.png")).blob(),
          frame: typeof VideoFrame === "function" ? new VideoFrame(canvas, { timestamp: 0 }) : new ImageData(4, 3),
        };
        const found = { isWide };
        for (const [name, given] of Object.entries(images)) {
          const { format, width, height, blob } = await offcut.cutOut(given);
          found[name] = [format, width, height, blob.type].join(" ");
        }
        found.machine = offcut.machine;
        const errors = [];
        const closed = await createImageBitmap(canvas);
        closed.close();
        for (const wrong of [closed, new OffscreenCanvas(0, 0), new Image(), document.body, "/nothing.jpg", "/broken.jpg"]) {
          errors.push(await offcut.cutOut(wrong).then(() => "none", (error) => error.code));
        }
        await offcut.dispose();
        return { ...found, errors };`);
      const pixels = "pixels 4 3 image/png";
      const file = "file 451 300 image/png";
      assert.deepEqual(
        { ...found, isWide: undefined, machine: undefined },
        {
          ...{ image: file, url: file, blob: file, canvas: pixels, data: pixels, bitmap: pixels, offscreen: pixels, frame: pixels },
          ...{ wide: found.isWide ? "widepixels 4 3 image/png" : pixels, isWide: undefined, machine: undefined },
          errors: ["bad_image", "bad_image", "bad_image", "bad_image", "image_not_fetched", "not_a_picture"],
        },
      );
      assert.equal(found.machine.isolated, !engine.cannotShare);
    });

    test("pixels of another site are refused, and its files are taken where it allows it", async () => {
      const [page, other] = await Promise.all([startSite({ policy: "" }), startSite()]);
      await browser.open(`${page.address}/`);
      const found = await browser.run(
        `const { Offcut } = await import("/src/browser.js");
        const offcut = await Offcut.create({ assets: "/fake/" });
        const image = Object.assign(new Image(), { src: args[0] });
        await image.decode();
        const canvas = Object.assign(document.createElement("canvas"), { width: 4, height: 3 });
        canvas.getContext("2d").drawImage(image, 0, 0);
        return [(await offcut.cutOut(image)).format, await offcut.cutOut(canvas).then(() => "none", ({ code }) => code)];`,
        `${other.address}/golden/cat/chelsea.png`,
      );
      assert.deepEqual(found, ["file", "image_not_readable"]);
      page.close();
      other.close();
    });

    test("a worker of the page's own may use the package", async () => {
      await browser.open(`${site.address}/`);
      const found = await browser.run(`const worker = new Worker("/own_worker.js", { type: "module" });
        return new Promise((resolve, reject) => Object.assign(worker, { onmessage: ({ data }) => resolve(data), onerror: reject }));`);
      assert.deepEqual(found, [4, "pixels"]);
    });

    test("offcut-image shows the original, then the result, and says what it does", async () => {
      await start();
      const seen = await show(`<offcut-image src="/golden/cat/chelsea.png" alt="A cat"></offcut-image>`);
      assert.deepEqual(seen, ["find", "refine", "compose", "encode", "offcut-done"]);
      assert.deepEqual(await browser.accessible("offcut-image", ".image"), { role: "image", label: "A cat" });
      const state = await browser.run(`const image = document.querySelector("offcut-image");
        return [image.ariaBusy, image.result.width, image.shadowRoot.querySelector(".image").src.slice(0, 5), image.shadowRoot.querySelector("[role=status]").textContent.trim(),
          getComputedStyle(image.shadowRoot.querySelector("slot")).visibility,
          image.shadowRoot.querySelector(".frame").offsetWidth];`);
      assert.deepEqual(state, ["false", 451, "blob:", "Background removedTry again", "hidden", 451]);
      assert.deepEqual(await browser.run("return violations"), []);
    });

    test("what is inside of offcut-image stays when it fails, and it can be tried again", async () => {
      const seen = await show(`<offcut-image src="/broken.jpg" alt="Broken"><img src="/golden/flower/flower.jpg" alt="A flower" width="300"></offcut-image>`);
      assert.deepEqual(seen, ["offcut-error"]);
      const [visible, text] = await browser.run(`const { shadowRoot } = document.querySelector("offcut-image");
        return [getComputedStyle(shadowRoot.querySelector("slot")).display, shadowRoot.querySelector(".text").textContent];`);
      assert.deepEqual([visible, text], ["block", "The background could not be removed"]);
      assert.deepEqual(await browser.accessible("offcut-image", ".retry"), { role: "button", label: "Try again" });
      const again = await browser.run(`const image = document.querySelector("offcut-image");
        const error = new Promise((resolve) => image.addEventListener("offcut-error", ({ detail }) => resolve(detail.code), { once: true }));
        image.shadowRoot.querySelector(".retry").click();
        return error;`);
      assert.equal(again, "not_a_picture");
    });

    test("a changed attribute cancels the former run, and an element that is gone runs no more", async () => {
      const seen = await browser.run(`const main = document.querySelector("main");
        main.innerHTML = '<offcut-image src="/golden/cat/chelsea.png" quality="slow"></offcut-image>';
        const image = main.firstChild;
        const seen = [];
        for (const name of ["offcut-done", "offcut-error"]) image.addEventListener(name, () => seen.push(name));
        await new Promise((resolve) => setTimeout(resolve, 300));
        const done = new Promise((resolve) => image.addEventListener("offcut-done", resolve, { once: true }));
        image.setAttribute("quality", "fast");
        await done;
        const moved = document.createElement("div");
        main.append(moved);
        moved.append(image);
        await new Promise((resolve) => setTimeout(resolve, 100));
        seen.push(Boolean(image.result));
        image.setAttribute("quality", "slow");
        await new Promise((resolve) => setTimeout(resolve, 100));
        image.remove();
        await new Promise((resolve) => setTimeout(resolve, 300));
        seen.push(Boolean(image.result));
        return seen;`);
      assert.deepEqual(seen, ["offcut-done", true, false]);
    });

    test("offcut-compare is a slider for keys, pointers and screen readers, in both directions", async () => {
      await start();
      const html = `<offcut-compare label="Cat"><img slot="before" src="/golden/cat/chelsea.png" alt=""><img slot="after" src="/golden/cat/expected.png" alt=""></offcut-compare>`;
      await show(html);
      assert.deepEqual(await browser.accessible("offcut-compare", "input"), { role: "slider", label: "Cat" });
      await browser.keys(TAB);
      assert.equal(await browser.run("return document.activeElement.localName"), "offcut-compare");
      await browser.keys(ARROW_RIGHT, ARROW_RIGHT, ARROW_LEFT);
      const value = "return document.querySelector('offcut-compare').value";
      assert.equal(await browser.run(value), 51);
      await browser.keys(HOME);
      assert.equal(await browser.run(value), 0);
      const dragged = async () => {
        const [left, top, width] = await browser.run(`const box = document.querySelector("offcut-compare").getBoundingClientRect();
          window.events = [];
          for (const name of ["input", "change"]) document.addEventListener(name, () => events.includes(name) || events.push(name));
          return [box.left, box.top, box.width];`);
        await browser.drag([left + width * 0.9, top + 50], [left + width * 0.25, top + 60]);
        assert.deepEqual(await browser.run("return events"), ["input", "change"]);
        return browser.run(value);
      };
      assert.ok(Math.abs((await dragged()) - 25) <= 1);
      await browser.run("document.documentElement.dir = 'rtl'");
      assert.ok(Math.abs((await dragged()) - 75) <= 1);
      const clip = "return getComputedStyle(document.querySelector('offcut-compare').shadowRoot.querySelector('.before')).clipPath";
      assert.match(await browser.run(clip), /inset\(0(px)? 0(px)? 0(px)? calc\(100% - 75%\)|inset\(0(px)? 0(px)? 0(px)? 25%/);
      assert.deepEqual(await browser.run("return violations"), []);
    });

    test("the service worker isolates a page whose host sends no headers", { skip: engine.cannotShare && "this engine shares no memory" }, async () => {
      await start();
      await browser.open(`${site.address}/plain`);
      assert.equal(await browser.run("return crossOriginIsolated"), false);
      // The page is loaded again meanwhile.
      await browser.run(`import("/src/isolation.js").then(({ isolate }) => isolate())`);
      await browser.until("return crossOriginIsolated");
      const [again, machine] = await browser.run(`const { isolate } = await import("/src/isolation.js");
        const { Offcut } = await import("/src/browser.js");
        return [await isolate(), (await Offcut.create({ assets: "/fake/" })).machine];`);
      assert.equal(again, true);
      assert.equal(machine.isolated, true);
      assert.notEqual(machine.build, "compat");
    });

    for (const dark of [false, true]) {
      test(`the elements have pictures, ${dark ? "dark" : "light"}`, { skip: !process.env.OFFCUT_SCREENSHOTS && "OFFCUT_SCREENSHOTS names no folder" }, async () => {
        await start(dark);
        const name = `${engine.name}-${dark ? "dark" : "light"}`;
        await show(`<offcut-image src="/golden/cat/chelsea.png" alt="A cat"></offcut-image>
          <offcut-image src="/broken.jpg" alt=""><img src="/golden/flower/flower.jpg" alt="A flower"></offcut-image>
          <offcut-compare><img slot="before" src="/golden/cat/chelsea.png" alt=""><offcut-image slot="after" src="/golden/cat/chelsea.png" alt="A cat"></offcut-image></offcut-compare>`);
        await browser.run(`document.querySelector("main").insertAdjacentHTML("beforeend", '<offcut-image src="/golden/cat/chelsea.png" quality="slow" alt="A cat"></offcut-image>');
          await new Promise((resolve) => setTimeout(resolve, 700));
          document.querySelector("offcut-compare").focus();`);
        await browser.keys(ARROW_RIGHT);
        await browser.run("await new Promise((resolve) => setTimeout(resolve, 300));");
        await browser.picture(name);
      });
    }
  });
}
