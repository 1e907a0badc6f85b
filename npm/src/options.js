// Options of a cut-out: the one place where a JavaScript name meets a field of the core. Ranges and values are the core's alone; it says what is wrong
// with one, and the field's name is replaced by ours.

import { OffcutError } from "./errors.js";

/**
 * Name here, field of the core, and what is special: "main" is the member that the option itself stands for (`shadow: 40` is `shadow: { opacity: 40 }`),
 * "switch" takes `true` and `false`. The first row of a field gives it its name in messages.
 */
export const FIELDS = [
  ["quality", "quality"],
  ["background", "bgc"],
  ["background.blur", "bgblur", "switch"],
  ["shadow", "shadow", "switch"],
  ["shadow.opacity", "shadow", "main"],
  ["shadow.right", "shadow_right"],
  ["shadow.down", "shadow_down"],
  ["shadow.blur", "shadow_blur"],
  ["shadow.colour", "shadow_colour"],
  ["outline", "outline", "switch"],
  ["outline.width", "outline", "main"],
  ["outline.colour", "outline_colour"],
  ["trim", "trim", "switch"],
  ["frame", "frame"],
  ["frame.canvas", "frame", "main"],
  ["frame.fill", "frame_fill"],
  ["frame.align", "frame_align"],
  ["frame.margin", "frame_margin"],
  ["frame.ground", "frame_ground"],
  ["frame.dpi", "frame_dpi"],
  ["preset", "preset"],
  ["output.format", "format"],
  ["output.quality", "encode_quality"],
  ["output.mask", "om", "switch"],
  ["metadata", "metadata"],
  ["keepEdgeColour", "keep_edge_colour", "switch"],
];

/** Options that are no fields: images, and what belongs to them. */
const OTHERS = ["background.image", "background.fit", "mask", "mask.image", "mask.inverted", "trimap", "strokes"];

const ROWS = new Map(FIELDS.map(([name, field, kind]) => [name, { field, kind }]));
const NAMES = [...ROWS.keys(), ...OTHERS];
const GROUPS = new Set(NAMES.filter((name) => name.includes(".")).map((name) => name.split(".")[0]));

/**
 * Takes options apart.
 *
 * @returns `{ fields, names, fit, strokes, background, mask, trimap }`: the core's fields, the names that gave them and `fit`, and images as they were given;
 * `mask` is `{ image, inverted }`
 */
export function readOptions(options = {}) {
  if (!isPlain(options)) {
    refuse("options: an object such as { quality: \"best\" } is expected");
  }
  const read = { fields: {}, names: {}, fit: null, strokes: [] };
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null) {
      continue;
    }
    if (GROUPS.has(name) && isPlain(value)) {
      readGroup(read, name, value);
    } else {
      readOne(read, name, value);
    }
  }
  if (read.background !== undefined) {
    read.fit ??= "cover";
  } else if (read.fit) {
    refuse("background.fit: it needs background.image, too");
  }
  if (read.mask && read.mask.image === undefined) {
    refuse("mask.inverted: it needs mask.image, too");
  }
  if (read.mask && read.trimap !== undefined) {
    refuse("mask and trimap contradict each other: leave one of them out");
  }
  return read;
}

function readGroup(read, group, members) {
  const given = Object.entries(members).filter(([, value]) => value !== undefined && value !== null);
  for (const [member, value] of given) {
    readOne(read, `${group}.${member}`, value);
  }
  // { shadow: { blur: 3 } } is a shadow, too.
  const row = ROWS.get(group);
  if (row?.kind === "switch" && !(row.field in read.fields)) {
    setField(read, group, row.field, true);
  }
}

function readOne(read, name, value) {
  const row = ROWS.get(name);
  if (name === "background.image" || (name === "background" && isImage(value))) {
    read.background = value;
  } else if (name === "background.fit") {
    read.fit = String(value);
    read.names.fit = name;
  } else if (name === "background" && value === false) {
    // As with every other option, false leaves it out.
  } else if (row) {
    setField(read, name, row.field, value);
  } else if (name === "mask" || name === "mask.image") {
    read.mask = { inverted: false, ...read.mask, image: value };
  } else if (name === "mask.inverted") {
    read.mask = { ...read.mask, inverted: Boolean(value) };
  } else if (name === "trimap") {
    read.trimap = value;
  } else if (name === "strokes") {
    read.strokes = strokesOf(value);
  } else if (GROUPS.has(name)) {
    refuse(`${name}: an object with ${membersOf(name).join(", ")} is expected`);
  } else {
    refuse(`"${name}" is no option: ${nearest(name)}`);
  }
}

const membersOf = (group) => NAMES.filter((name) => name.startsWith(`${group}.`)).map((name) => name.split(".")[1]);

function setField(read, name, field, value) {
  if (!["string", "boolean"].includes(typeof value) && !Number.isFinite(value)) {
    refuse(`${name}: text, a number, true or false is expected`);
  }
  read.fields[field] = value;
  read.names[field] = name;
}

function strokesOf(strokes) {
  const isPoint = (point) => Array.isArray(point) && point.length === 2 && point.every(Number.isFinite);
  const isStroke = ({ keep, radius, points }) =>
    typeof keep === "boolean" && Number.isFinite(radius) && Array.isArray(points) && points.every(isPoint);
  if (!Array.isArray(strokes) || !strokes.every((stroke) => stroke && isStroke(stroke))) {
    refuse("strokes: a list such as [{ keep: true, radius: 0.02, points: [[0.5, 0.5]] }] is expected, in shares of the photo");
  }
  return strokes.map(({ keep, radius, points }) => ({ keep, radius, points }));
}

/** The core's sentence about a field, with our names in it. */
export function renamed(sentence, names) {
  const known = (field) => names[field] ?? FIELDS.find((row) => row[1] === field)?.[0] ?? field;
  // Other words that are fields, such as "frame", are also words of a sentence.
  return sentence.replace(/^\w+(?=:)/, known).replace(/\b(\w+_\w+|bgc|bgblur)\b/g, known);
}

/** True for what is an image and not a colour. */
const isImage = (value) => typeof value === "object";

function isPlain(value) {
  if (typeof value !== "object" || value === null || ("data" in value && "width" in value)) {
    return false;
  }
  const prototype = Object.getPrototypeOf(value);
  // An object of another window has another Object.prototype, which has no prototype either.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function refuse(sentence) {
  throw new OffcutError("bad_options", { sentence });
}

/** The names that are nearest to a word, as the end of a sentence. */
function nearest(word) {
  const near = NAMES.map((name) => ({ name, distance: Math.min(edits(word, name), edits(word, name.split(".").at(-1))) }))
    .filter(({ distance }) => distance <= Math.max(2, word.length / 3))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
  const all = [...new Set(NAMES.map((name) => name.split(".")[0]))];
  return near.length > 0 ? `did you mean ${near.join(" or ")}?` : `there are ${all.join(", ")}`;
}

/** Number of letters to insert, delete or replace. */
function edits(from, to) {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from.toLowerCase()].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to.toLowerCase()].entries()) {
      next.push(Math.min(next[j] + 1, row[j + 1] + 1, row[j] + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length];
}
