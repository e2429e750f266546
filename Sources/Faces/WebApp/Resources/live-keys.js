// @ts-check
// The keys of Live: what each does, and what is said of it.

import { CameraTile } from "./camera-tile.js";
import { words } from "./words.js";

/** @typedef {import("./camera-grid.js").CameraGrid} CameraGrid */
/** @typedef {import("./tile-layout.js").Layout} Layout */

/**
 * What keys can ask of the place.
 * @typedef {object} LiveKeyActions
 * @property {(layout: Layout) => void} layout
 * @property {(step: number) => void} page
 * @property {() => void} names
 */

/** @returns {import("./keys-help.js").KeyLine[]} */
export const liveKeyLines = () => [
  { keys: ["←", "→", "↑", "↓"], what: words("keys.move") },
  { keys: ["Enter"], what: words("keys.enlarge") },
  { keys: ["Esc"], what: words("keys.back") },
  { keys: ["Shift", "← → ↑ ↓"], what: words("keys.arrange") },
  { keys: ["1", "2", "3", "4", "a"], what: words("keys.layout") },
  { keys: ["Page ↑", "Page ↓"], what: words("keys.page") },
  { keys: ["+", "-", "0"], what: words("keys.zoom") },
  { keys: ["f"], what: words("keys.full") },
  { keys: ["m"], what: words("keys.sound") },
  { keys: ["s"], what: words("keys.snapshot") },
  { keys: ["i"], what: words("keys.readout") },
  { keys: ["n"], what: words("keys.names") },
];

/** @type {Record<string, Layout>} */
const layoutKeys = { 1: "1", 2: "4", 3: "9", 4: "16", a: "auto" };

/**
 * Does what a key says.
 * @param {KeyboardEvent} event
 * @param {CameraGrid} grid
 * @param {LiveKeyActions} actions
 * @returns {boolean} whether it meant anything
 */
export function pressLiveKey(event, grid, actions) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const target = event.target instanceof Element ? event.target : null;
  // Whoever writes, or chooses with arrows, means that.
  if (target?.closest("dialog, textarea, select, input:not([type=radio], [type=checkbox])")) return false;
  const focused = target instanceof CameraTile ? target : null;
  const { key } = event;
  const around = target?.closest("nj-camera-tile");
  const tile = around instanceof CameraTile ? around : grid.large;
  if (key === "Escape") {
    const { large } = grid;
    if (!large || document.fullscreenElement) return false;
    grid.enlarge(null);
    large.focus();
    return true;
  }
  if (focused && moveFocus(event, focused, grid)) return true;
  const layout = layoutKeys[key];
  if (layout) actions.layout(layout);
  else if (key === "PageUp" || key === "PageDown") actions.page(key === "PageUp" ? -1 : 1);
  else if (key === "n") actions.names();
  else return tile !== null && pressTileKey(key, tile);
  return true;
}

/**
 * @param {KeyboardEvent} event
 * @param {CameraTile} tile
 * @param {CameraGrid} grid
 */
function moveFocus(event, tile, grid) {
  if (event.key === "Enter" || event.key === " ") {
    tile.dispatchEvent(new CustomEvent("camera-enlarge", { bubbles: true, detail: tile.camera }));
    return true;
  }
  const next = grid.neighbour(tile, event.key);
  if (!next) return false;
  if (event.shiftKey && event.key.startsWith("Arrow")) {
    if (!grid.large) grid.move(tile, event.key);
    return true;
  }
  if (grid.large) grid.enlarge(next);
  next.focus();
  return true;
}

/**
 * @param {string} key
 * @param {CameraTile} tile
 */
function pressTileKey(key, tile) {
  /** @type {Record<string, () => void>} */
  const keys = {
    f: () => tile.toggleFullScreen(),
    m: () => tile.toggleSound(),
    s: () => void tile.snapshot(),
    i: () => tile.toggleReadout(),
    "+": () => tile.zoom.closer(),
    "-": () => tile.zoom.further(),
    0: () => tile.zoom.reset(),
  };
  const act = keys[key];
  act?.();
  return act !== undefined;
}
