// @ts-check
// The keys of the time line: what each does, and the list of them.

import { make } from "./dom.js";
import { words } from "./words.js";

/** @typedef {Parameters<typeof words>[0]} Key */

/**
 * What keys do; each by its name.
 * @typedef {object} Acts
 * @property {() => void} play
 * @property {(seconds: number) => void} step
 * @property {(pictures: 1 | -1) => void} frame
 * @property {(way: 1 | -1) => void} event
 * @property {(way: 1 | -1) => void} gap
 * @property {(way: 1 | -1) => void} zoom
 * @property {(way: 1 | -1) => void} speed
 * @property {(way: 1 | -1) => void} camera
 * @property {() => void} backwards
 * @property {() => void} live
 * @property {() => void} exportSelection
 * @property {() => void} full
 * @property {() => void} jump
 * @property {(edge: "start" | "end") => void} markEdge
 * @property {() => void} escape
 * @property {() => void} keys
 */

/** @type {[string, Key][]} */
const list = [
  ["␣", "timeline.play"],
  ["← →", "timeline.keySteps"],
  ["⇧ ← →", "timeline.keyMinutes"],
  [", .", "timeline.keyFrames"],
  ["[ ]", "timeline.keyEvents"],
  ["{ }", "timeline.keyGaps"],
  ["+ −", "timeline.keyZoom"],
  ["< >", "timeline.keySpeed"],
  ["r", "timeline.backwards"],
  ["↑ ↓", "timeline.keyCamera"],
  ["l", "timeline.live"],
  ["i o", "timeline.keyEdges"],
  ["e", "timeline.keyExport"],
  ["f", "timeline.full"],
  ["/", "timeline.jump"],
  ["?", "timeline.keys"],
];

/**
 * @param {KeyboardEvent} event @param {Acts} acts
 * @returns {boolean} whether the key meant something
 */
export function press(event, acts) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  /** @type {Record<string, () => void>} */
  const keys = {
    " ": acts.play,
    k: acts.play,
    ArrowLeft: () => acts.step(event.shiftKey ? -60 : -5),
    ArrowRight: () => acts.step(event.shiftKey ? 60 : 5),
    ArrowUp: () => acts.camera(-1),
    ArrowDown: () => acts.camera(1),
    ",": () => acts.frame(-1),
    ".": () => acts.frame(1),
    "[": () => acts.event(-1),
    "]": () => acts.event(1),
    "{": () => acts.gap(-1),
    "}": () => acts.gap(1),
    "+": () => acts.zoom(1),
    "=": () => acts.zoom(1),
    "-": () => acts.zoom(-1),
    "<": () => acts.speed(-1),
    ">": () => acts.speed(1),
    r: acts.backwards,
    l: acts.live,
    End: acts.live,
    e: acts.exportSelection,
    f: acts.full,
    "/": acts.jump,
    i: () => acts.markEdge("start"),
    o: () => acts.markEdge("end"),
    Escape: acts.escape,
    "?": acts.keys,
  };
  const act = keys[event.key];
  if (!act) return false;
  act();
  return true;
}

/** @returns {HTMLDialogElement} the list of the keys */
export function keysDialog() {
  const rows = list.flatMap(([keys, what]) => [make("dt", {}, make("kbd", {}, keys)), make("dd", {}, words(what))]);
  const close = make("button", { type: "submit", autofocus: true }, words("timeline.close"));
  return make(
    "dialog",
    { class: "timeline-keys", "aria-labelledby": "timeline-keys-title" },
    make("form", { method: "dialog" }, make("h2", { id: "timeline-keys-title" }, words("timeline.keys")), make("dl", {}, ...rows), make("div", { class: "actions" }, make("span", { class: "spring" }), close)),
  );
}
