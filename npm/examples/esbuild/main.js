import { Offcut } from "offcut";

const [file, status, result] = ["#file", "#status", "#result"].map((css) => document.querySelector(css));
let offcut;

file.addEventListener("change", async () => {
  file.disabled = true;
  try {
    // esbuild takes no files along: `offcut assets` copies them, and this says where they are.
    offcut ??= await Offcut.create({ assets: new URL("offcut/", import.meta.url).href });
    const { blob } = await offcut.cutOut(file.files[0]);
    URL.revokeObjectURL(result.src);
    result.src = URL.createObjectURL(blob);
    status.value = "done";
  } catch (error) {
    status.value = error.message;
  } finally {
    file.disabled = false;
  }
});

file.disabled = false;
