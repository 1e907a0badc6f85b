// The functions that @imgly/background-removal has, with every option.
import removeBackgroundByDefault, { alphamask, applySegmentationMask, preload, removeBackground, removeForeground, segmentForeground } from "offcut";
import type { Config } from "offcut";

const config: Config = {
  publicPath: "https://shop.example/offcut/",
  debug: true,
  device: "gpu",
  proxyToWorker: true,
  model: "isnet_fp16",
  output: { format: "image/webp", quality: 0.8, type: "foreground" },
  progress: (key: string, current: number, total: number) => console.log(key, current, total),
  fetchArgs: { mode: "cors" },
  rescale: true,
};

export async function everything(photo: File): Promise<Blob[]> {
  await preload(config);
  const mask: Blob = await segmentForeground(photo, config);
  for (const model of ["isnet", "isnet_quint8", "small", "medium", "large"] as const) await preload({ model });
  for (const format of ["image/png", "image/jpeg", "image/x-rgba8", "image/x-alpha8"] as const) await removeBackground(photo, { output: { format } });
  return [
    mask,
    await alphamask(photo),
    await removeBackground(photo, config),
    await removeBackgroundByDefault("cup.jpg"),
    await removeForeground(photo, config),
    await applySegmentationMask(photo, mask, config),
  ];
}

export async function refused(photo: File): Promise<void> {
  // @ts-expect-error
  await removeBackground(photo, { model: "sam" });
  // @ts-expect-error
  await removeBackground(photo, { output: { format: "image/gif" } });
  // @ts-expect-error
  await removeBackground(photo, { public_path: "/" });
  // @ts-expect-error
  await applySegmentationMask(photo);
}
