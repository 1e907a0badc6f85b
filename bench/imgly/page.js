// Both packages by the call that they share, removeBackground(photo, config). `cargo xtask bench imgly` opens this page with `?engine=NAME` in browsers of their
// own for the first cut-out of a fresh profile, and without it for cut-outs in turns.
const ENGINES = {
  "Offcut": { module: "/offcut/src/browser.js", config: {} },
  "imgly isnet_fp16": { module: "/imgly/index.mjs", config: { publicPath: `${location.origin}/data/`, model: "isnet_fp16" } },
  "imgly isnet_quint8": { module: "/imgly/index.mjs", config: { publicPath: `${location.origin}/data/`, model: "isnet_quint8" } },
};
const ROUNDS = 5;

const say = (line) => console.log(`BENCH ${line}`);
const photoOf = async (name) => (await fetch(`/photos/${name}`)).blob();

// Milliseconds until the cut-out of a photo is there as a file.
async function timed({ module, config }, photo) {
  const begun = performance.now();
  const { removeBackground } = await import(module);
  const blob = await removeBackground(photo, config);
  const took = performance.now() - begun;
  if (blob.type !== "image/png" || !blob.size) throw new Error(`${module} made ${blob.type} of ${blob.size} bytes`);
  return took;
}

async function cold(name, photo) {
  const took = await timed(ENGINES[name], await photoOf(photo));
  const { bytes, packed } = await (await fetch("/sent")).json();
  say(`COLD|${name}|${took}|${bytes}|${packed}`);
}

// Every engine in each round, so that whatever else the machine does disturbs them alike. The first round does not count.
async function warm(photos) {
  for (const name of photos) {
    const photo = await photoOf(name);
    const times = new Map(Object.keys(ENGINES).map((engine) => [engine, []]));
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [engine, made] of Object.entries(ENGINES)) {
        const took = await timed(made, photo);
        if (round > 0) times.get(engine).push(took);
      }
    }
    const { width, height } = await createImageBitmap(photo);
    for (const [engine, all] of times) say(`WARM|${engine}|${name}, ${width} × ${height}|${all.join(" ")}`);
  }
}

async function run() {
  if (!crossOriginIsolated) throw new Error("the page is not isolated: neither engine has threads");
  const photos = await (await fetch("photos.json")).json();
  const engine = new URLSearchParams(location.search).get("engine");
  if (engine) await cold(engine, photos[0]);
  else await warm(photos);
}

run().then(() => say("END"), (error) => say(`FAILED ${error?.message ?? error}`));
