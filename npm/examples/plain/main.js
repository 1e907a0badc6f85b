import { removeBackground } from "./node_modules/offcut/src/browser.js";

const [file, status, result] = ["#file", "#status", "#result"].map((css) => document.querySelector(css));

file.addEventListener("change", async () => {
  file.disabled = true;
  try {
    const blob = await removeBackground(file.files[0]);
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
