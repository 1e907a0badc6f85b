// A component as a page of Next.js has it. The server renders it, too: importing the package there starts and fetches nothing, and effects run in the browser alone.
import { createElement, useEffect, useState } from "react";
import { removeBackground } from "offcut";
import "offcut/element";

export function CutOut({ src }) {
  const [url, setUrl] = useState();
  useEffect(() => {
    let made;
    removeBackground(src).then((blob) => setUrl(made = URL.createObjectURL(blob)));
    return () => URL.revokeObjectURL(made);
  }, [src]);
  return createElement("offcut-image", { src }, createElement("img", { src: url ?? src, alt: "" }));
}
