// Runs an example built for wasm32-unknown-unknown: node run_wasm.mjs module.wasm, or imported by a page, run(bytes, print).
export async function run(bytes, print) {
  let memory;
  const host = {
    now_ms: () => performance.now(),
    print: (text, len) => print(new TextDecoder().decode(new Uint8Array(memory.buffer, text, len))),
  };
  const { instance } = await WebAssembly.instantiate(bytes, { host });
  memory = instance.exports.memory;
  instance.exports.main(0, 0);
}

if (globalThis.process?.argv[2]) {
  const { readFile } = await import("node:fs/promises");
  await run(await readFile(process.argv[2]), console.log);
}
