// The same page for Electron and Tauri: nothing in it is particular to either.
import { Offcut } from "offcut";

const [file, status, result, save] = ["#file", "#status", "#result", "#save"].map((css) => document.querySelector(css));

// An app has time while its person looks for a photo.
const offcut = Offcut.create();
offcut.then(
  ({ machine }) => { status.value = `ready, ${machine.threads} ${machine.threads === 1 ? "thread" : "threads"}`; },
  (error) => { status.value = error.message; },
);

let work = new AbortController();

async function cutOut(photo) {
  // The newest photo is the one that counts.
  work.abort();
  const { signal } = work = new AbortController();
  try {
    const { blob } = await (await offcut).cutOut(photo, {}, { signal, onStage: (stage) => { status.value = stage; } });
    URL.revokeObjectURL(result.src);
    result.src = save.href = URL.createObjectURL(blob);
    save.hidden = false;
    status.value = "done";
  } catch (error) {
    if (!signal.aborted) status.value = error.message;
  }
}

file.addEventListener("change", () => cutOut(file.files[0]));
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  const [photo] = event.dataTransfer.files;
  if (photo) cutOut(photo);
});

file.disabled = false;
