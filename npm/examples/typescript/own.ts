// The package's own functions, with every option.
import { readFile } from "node:fs/promises";
import { Offcut, OffcutError } from "offcut";
import type { CutOut, CutOutOptions, Machine, Model, Preview, Session, Stage, Verdict } from "offcut";

const options: CutOutOptions = {
  quality: "best",
  background: { image: new URL("https://shop.example/wall.jpg"), fit: "cover" },
  mask: { image: new Blob(), inverted: true },
  strokes: [{ keep: true, radius: 0.02, points: [[0.5, 0.5], [0.6, 0.5]] }],
  shadow: { opacity: 35, right: 0, down: 1.5, blur: 1.5, colour: "black" },
  outline: { width: 2, colour: "#fff" },
  frame: { canvas: "2000x2000", fill: 85, align: "bottom", margin: "5%", ground: 92, dpi: 300 },
  preset: "square",
  output: { format: "jpeg", quality: 90, mask: false },
  metadata: "no-place",
  keepEdgeColour: true,
};

const short: CutOutOptions[] = [
  { quality: "raw" },
  { quality: "fast", background: "transparent" },
  { background: "#f4f4f4" },
  { background: { blur: true } },
  { background: { blur: 4 } },
  { background: new Uint8Array() },
  { shadow: true, outline: false, trim: "40px" },
  { shadow: 40, outline: 3, trim: true },
  { mask: new Blob() },
  { trimap: new Blob() },
  { frame: "4:5", metadata: "all" },
  { output: { format: "webp" } },
  { output: { format: "png", mask: true } },
];

export async function everything(photo: File, canvas: HTMLCanvasElement, signal: AbortSignal): Promise<void> {
  const offcut: Offcut = await Offcut.create({
    threads: 2,
    assets: "/offcut/",
    fetchArgs: { credentials: "include" },
    signal,
    onProgress: (key: string, loaded: number, total: number) => console.log(key, loaded / total),
  });
  const machine: Machine = offcut.machine;
  console.log(machine.build, machine.threads, machine.isolated, machine.reason);

  const onStage = (stage: Stage) => console.log(stage);
  const result: CutOut = await offcut.cutOut(photo, options, { signal, onStage });
  const { blob, width, height, area, confidence, verdict, warnings, times, format } = result;
  const numbers: number[] = [width, height, area.left, area.top, area.width, area.height, confidence, times.read, times.find, times.refine, times.compose, times.encode];
  const isFine: boolean = verdict === ("fine" satisfies Verdict) && warnings.length === 0;
  console.log(blob.size, numbers, isFine, format);

  for (const one of short) {
    await offcut.cutOut(canvas, one);
  }
  for (const image of [photo, new ArrayBuffer(4), new Uint8Array(4), canvas, new Image(), new URL("https://shop.example/cup.jpg"), "cup.jpg"]) {
    await offcut.cutOut(image);
  }
  await offcut.cutOut(new ImageData(2, 2));
  await offcut.cutOut(await createImageBitmap(canvas));
  await offcut.cutOut(new OffscreenCanvas(2, 2));
  await offcut.cutOut(new VideoFrame(canvas, { timestamp: 0 }));
  await offcut.cutOut({ width: 1, height: 1, data: new Uint8ClampedArray(4) });

  const session: Session = await offcut.open(photo, { signal });
  const preview: Preview = await session.preview({ background: "white" }, { signal });
  const written: CutOut = await session.write({ background: "white" }, { signal, onStage });
  console.log(preview.blob, written.times.encode);
  session.close();
  await offcut.dispose();
}

export async function inNode(path: string): Promise<Buffer> {
  for (const model of [path, new URL("file:///u2net.onnx"), await readFile(path), { file: path }]) {
    await (await Offcut.create({ model })).dispose();
  }
  const model: Model = { file: path, input: { side: 320, mean: [0.5, 0.5, 0.5], std: [1, 1, 1] }, sha256: "0".repeat(64) };
  const offcut = await Offcut.create({ model });
  try {
    const { blob } = await offcut.cutOut(await readFile(path));
    return Buffer.from(await blob.arrayBuffer());
  } catch (error) {
    if (error instanceof OffcutError && error.code === "not_a_picture") {
      console.error(error.message);
    }
    throw error;
  }
}

// What is wrong is refused before it runs.
export async function refused(offcut: Offcut): Promise<void> {
  // @ts-expect-error
  new Offcut();
  // @ts-expect-error
  await offcut.cutOut(42);
  // @ts-expect-error
  await offcut.cutOut("cup.jpg", { qality: "best" });
  // @ts-expect-error
  await offcut.cutOut("cup.jpg", { quality: "better" });
  // @ts-expect-error
  await offcut.cutOut("cup.jpg", { output: { format: "gif" } });
  // @ts-expect-error
  await offcut.cutOut("cup.jpg", { strokes: [{ keep: true }] });
  // @ts-expect-error
  await Offcut.create({ threads: "two" });
  try {
    await offcut.cutOut("cup.jpg");
  } catch (error) {
    // @ts-expect-error
    console.log(error instanceof OffcutError && error.code === "no_such_code");
  }
}
