import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { CutOut } from "./CutOut.js";

console.log(renderToString(createElement(CutOut, { src: "cup.jpg" })));
