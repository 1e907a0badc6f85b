// The names that @imgly/background-removal has: there, only this line changes.
import { removeBackground } from "offcut";

const [file, status, result] = ["#file", "#status", "#result"].map((css) => document.querySelector(css));

file.addEventListener("change", async () => {
  file.disabled = true;
  try {
    const progress = (key, current, total) => { status.value = `${key}: ${current} of ${total}`; };
    const blob = await removeBackground(file.files[0], { progress });
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
