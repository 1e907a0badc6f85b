import { Offcut, Ort, cores, median, ms, say, tensorOf, workers, worst } from "./engines.js";

// One session, one model, one photo: onnxruntime-web and every Offcut build, one after the other in each round, so that whatever else
// the machine does disturbs them alike. Every line goes to the console, where `cargo xtask bench web` reads it.
const ROUNDS = 9;
const WARM_UPS = 2;
const PHOTOS = [["1 MP", 1155, 866], ["12 MP", 4000, 3000], ["50 MP", 8165, 6124], ["100 MP", 11547, 8660]];
const PHOTO_ROUNDS = 3;
// Qualities of whole photos; photos with a second one are few, as each row takes a while.
const QUALITIES = { "1 MP": ["balanced", "fast"], "12 MP": ["balanced", "fast"] };
const U2NETP = { as: "published", model: "u2netp" };
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

const megabytes = (bytes) => `${Math.round(bytes / 2 ** 20)} MB`.padStart(8);
const model = async () => (await fetch("/models/u2netp.onnx")).arrayBuffer();

async function run() {
  say(`isolated: ${crossOriginIsolated}, cores: ${cores}, ${navigator.userAgent.match(/Chrome\/\S+/)?.[0]}`);
  say("");
  say("first result of the page, from navigation to cut-out on the page");
  say(`  cold (nothing cached)   ${ms(await firstResult())}`);
  say(`  warm (second visit)     ${ms(await firstResult())}`);

  const photo = await (await fetch("/bench/photo.png")).arrayBuffer();
  const tensor = await tensorOf(photo, IMAGENET);
  const onnx = await model();
  const counts = cores > 1 ? [1, cores] : [1];
  const engines = counts.map((threads) => new Ort(threads, onnx, tensor));
  for (const [build, files] of Object.entries(workers)) {
    for (const threads of build === "compat" ? [1] : counts) engines.push(new Offcut(build, files, threads, U2NETP, onnx, photo));
  }
  for (const engine of engines) await engine.start();
  for (let round = 0; round < WARM_UPS; round += 1) for (const engine of engines) await engine.measure();
  for (const engine of engines) engine.times.length = 0;
  for (let round = 0; round < ROUNDS; round += 1) for (const engine of engines) await engine.measure();

  say("");
  say(`finding the subject, ${ROUNDS} runs each after ${WARM_UPS} warm-ups, interleaved`);
  say("  engine                     threads   median     min     max   faster than onnxruntime-web    ready   memory   alpha differs");
  for (const engine of engines) {
    const rival = engines.find((other) => other instanceof Ort && other.threads === engine.threads);
    const ratio = engine === rival ? "" : `${(median(rival.times) / median(engine.times)).toFixed(2)} ×`;
    const differs = engine === rival ? "" : `${worst(engine.alpha, rival.alpha)}/255`;
    const [low, high] = [Math.min(...engine.times), Math.max(...engine.times)];
    say(`  ${engine.name.padEnd(26)} ${String(engine.threads).padStart(7)} ${ms(median(engine.times))} ${ms(low)} ${ms(high)} ${ratio.padStart(29)} ${ms(engine.readyMs)} ${megabytes(await engine.memory())} ${differs.padStart(15)}`);
  }
  for (const engine of engines) engine.worker.terminate();

  const best = Object.entries(workers).at(-1);
  const builds = [["compat", workers.compat, 1], [...best, cores]].map(([build, files, threads]) => ({ build, files, threads }));
  const alone = new Map(engines.filter((engine) => engine instanceof Ort).map(({ threads, times }) => [threads, median(times)]));
  await wholePhotos(builds, alone);
}

// Whole photos, JPEG in and PNG out as the page does it, in a fresh worker for each row so that the memory is that of its photo. `alone` is the time of
// onnxruntime-web's network by the number of threads.
async function wholePhotos(builds, alone) {
  say("");
  say(`a whole photo, the page's defaults and quality "fast", median of ${PHOTO_ROUNDS}; "ratio" is that to onnxruntime-web's network alone with as many threads`);
  say("  photo      quality  build    threads     read     find   refine  compose   encode     total    ratio   memory");
  for (const [name, width, height] of PHOTOS) {
    const photo = await scaled(width, height);
    for (const quality of QUALITIES[name] ?? ["balanced"]) {
      for (const { build, files, threads } of builds) {
        const engine = new Offcut(build, files, threads, U2NETP, await model(), photo);
        await engine.start();
        await engine.cut(photo, { quality });
        const runs = [];
        for (let round = 0; round < PHOTO_ROUNDS; round += 1) runs.push((await engine.cut(photo, { quality })).reply.times.map(({ ms }) => ms));
        const stages = runs[0].map((_, stage) => median(runs.map((run) => run[stage])));
        const total = median(runs.map((run) => run.reduce((a, b) => a + b)));
        const ratio = (total / alone.get(threads)).toFixed(2).padStart(8);
        say(`  ${name.padEnd(10)} ${quality.padEnd(8)} ${build.padEnd(8)} ${String(threads).padStart(7)} ${stages.map(ms).join(" ")} ${ms(total)} ${ratio} ${megabytes(await engine.memory())}`);
        engine.worker.terminate();
      }
    }
  }
}

async function scaled(width, height) {
  const picture = await createImageBitmap(await (await fetch("/samples/raccoon.jpg")).blob());
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d").drawImage(picture, 0, 0, width, height);
  return (await canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 })).arrayBuffer();
}

// Opens the page in a window, gives it a sample photo and waits for the cut-out.
async function firstResult() {
  const begun = performance.now();
  const page = window.open("/");
  const found = async (css) => {
    for (;;) {
      const element = page.document?.querySelector(css);
      if (element) return element;
      await new Promise((wait) => setTimeout(wait, 5));
    }
  };
  (await found("button.sample")).click();
  await found("main[data-phase=done]");
  const time = performance.now() - begun;
  // Time to keep everything for the second visit.
  await found("[data-test=another]").then((button) => button.click());
  for (let tries = 0; tries < 400 && !page.document.body.textContent.includes("Works offline"); tries += 1) {
    await new Promise((wait) => setTimeout(wait, 50));
  }
  page.close();
  return time;
}

run().then(() => say("END"), (error) => say(`FAILED ${error?.message ?? error}`));
