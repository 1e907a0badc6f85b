// Cuts out every photo of a folder: node batch.js photos cut-outs [workers]
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, parse } from "node:path";
import { Offcut } from "offcut";

const [photos, cutOuts, workers = 2] = process.argv.slice(2);
await mkdir(cutOuts, { recursive: true });
const waiting = (await readdir(photos)).sort();

// Each worker has a network of its own, on one thread, and takes the next photo when it is free: no more photos than workers are in memory.
async function work() {
  const offcut = await Offcut.create({ threads: 1 });
  try {
    for (let name; (name = waiting.shift()) !== undefined;) {
      try {
        const { blob, verdict, times } = await offcut.cutOut(await readFile(join(photos, name)));
        await writeFile(join(cutOuts, `${parse(name).name}.png`), Buffer.from(await blob.arrayBuffer()));
        console.log(`${name}: ${verdict}, network ${Math.round(times.find)} ms`);
      } catch (error) {
        // A file that is no photo does not end the batch.
        console.error(`${name}: ${error.message}`);
        process.exitCode = 1;
      }
    }
  } finally {
    await offcut.dispose();
  }
}

await Promise.all(Array.from({ length: Number(workers) }, work));
