// Elements and isolation.
import { texts, useOffcut } from "offcut/element";
import type { OffcutCompare, OffcutImage } from "offcut/element";
import { isolate } from "offcut/isolation";

export async function page(): Promise<void> {
  const isIsolated: boolean = await isolate({ worker: "/isolation_worker.js", embedder: "require-corp" });
  console.log(isIsolated);
  await useOffcut({ assets: "/offcut/" });
  texts.done = "Fertig";
  texts.shown = (percent: number) => `${percent} %`;

  const image: OffcutImage = document.createElement("offcut-image");
  image.addEventListener("offcut-done", ({ detail }) => console.log(detail.blob.size));
  image.addEventListener("offcut-stage", ({ detail }) => console.log(detail.stage));
  image.addEventListener("offcut-error", ({ detail }) => console.log(detail));
  console.log(image.result?.verdict);
  const compare: OffcutCompare | null = document.querySelector("offcut-compare");
  if (compare) compare.value = 30;
}
