import { useEffect, useState } from "react";
import { Offcut } from "offcut";

let shared;

// One worker for the whole page, started at the first photo; tried again if that fails.
const offcut = () => shared ??= Offcut.create().catch((error) => {
  shared = undefined;
  throw error;
});

// Cut-out of a photo, a File. Another photo, or leaving the page, cancels the work.
export function CutOut({ photo }) {
  const [state, setState] = useState({ status: "waiting" });

  useEffect(() => {
    const controller = new AbortController();
    let url;
    const run = async () => {
      const { blob } = await (await offcut()).cutOut(photo, {}, {
        signal: controller.signal,
        onStage: (status) => setState({ status }),
      });
      url = URL.createObjectURL(blob);
      setState({ status: "done", url });
    };
    run().catch((error) => {
      if (!controller.signal.aborted) setState({ status: error.message });
    });
    return () => {
      controller.abort();
      if (url) URL.revokeObjectURL(url);
    };
  }, [photo]);

  return (
    <figure>
      <img id="result" src={state.url} alt="" />
      <figcaption><output id="status">{state.status}</output></figcaption>
    </figure>
  );
}
