// A component as a page of Next.js has it. The server renders it, too: importing the package there starts and fetches nothing, and effects run in the browser alone.
import { createElement, useEffect, useState } from "react";
import { removeBackground } from "offcut";

export function CutOut({ src }) {
  const [url, setUrl] = useState();

  useEffect(() => {
    let made;
    let isGone = false;
    const show = (blob) => {
      if (!isGone) setUrl(made = URL.createObjectURL(blob));
    };
    // The photo itself stays where there is no cut-out.
    removeBackground(src).then(show, console.error);
    return () => {
      isGone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [src]);

  return createElement("img", { src: url ?? src, alt: "" });
}
