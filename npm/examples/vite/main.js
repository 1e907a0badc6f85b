import { Offcut } from "offcut";

const [file, status, result] = ["#file", "#status", "#result"].map((css) => document.querySelector(css));
let offcut;

file.addEventListener("change", async () => {
  file.disabled = true;
  try {
    // Starts the worker and fetches the network, once.
    offcut ??= await Offcut.create();
    const { blob, verdict } = await offcut.cutOut(file.files[0], {}, { onStage: (stage) => { status.value = stage; } });
    URL.revokeObjectURL(result.src);
    result.src = URL.createObjectURL(blob);
    status.value = verdict === "fine" ? "done" : "done, please check the edges";
  } catch (error) {
    status.value = error.message;
  } finally {
    file.disabled = false;
  }
});

file.disabled = false;
