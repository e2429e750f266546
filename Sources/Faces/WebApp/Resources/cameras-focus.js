// @ts-check
// Where a camera's picture is sharp: a slider where the camera takes places, else two buttons that move it while they are held.

import { focus, moveFocus } from "./devices-api.js";
import { make } from "./dom.js";
import { HeldMovement } from "./held-movement.js";
import { button } from "./system-bits.js";
import { words } from "./words.js";

/** @typedef {import("./devices-types.js").Bounds} Bounds */
/** @typedef {import("./system-part.js").Part} Part */

/** A place is as fine as so many of them. */
const steps = 100;

/**
 * @param {Part} part @param {string} id of the camera
 * @returns {Promise<HTMLElement | null>} null where the camera does not let it be moved
 */
export async function focusField(part, id) {
  const told = await focus(id).catch(() => null);
  if (told?.absolute && told.absolute.max > told.absolute.min) return places(part, id, told.absolute, told.position);
  return told?.continuous ? held(part, id) : null;
}

/** @param {Part} part @param {string} id @param {Bounds} bounds @param {number | null} [position] */
function places(part, id, { min, max }, position) {
  const slider = make("input", { type: "range", name: "focus_place", min, max, step: (max - min) / steps });
  slider.value = String(position ?? (min + max) / 2);
  slider.addEventListener("change", () => void part.act(null, () => moveFocus(id, { mode: "absolute", value: Number(slider.value) })));
  const ends = make("span", { class: "hint bounds" }, make("span", {}, words("imaging.near")), make("span", {}, words("imaging.far")));
  return make("label", { class: "field slider" }, make("span", { class: "label" }, words("imaging.focus-place")), slider, ends);
}

/** @param {Part} part @param {string} id */
function held(part, id) {
  const movement = new HeldMovement({
    move: (/** @type {number} */ value) => moveFocus(id, { mode: "continuous", value }),
    stop: () => moveFocus(id, { mode: "stop" }),
    again: 0,
    failed: (/** @type {unknown} */ error) => part.complain(error),
  });
  const press = (/** @type {string} */ text, /** @type {number} */ value) => {
    const made = button(text, () => {});
    made.addEventListener("pointerdown", () => movement.go(value));
    made.addEventListener("keydown", (event) => {
      if (event.key === " " || event.key === "Enter") movement.go(value);
    });
    for (const type of ["pointerup", "pointerleave", "pointercancel", "keyup", "blur"]) made.addEventListener(type, () => movement.stop());
    return made;
  };
  return make("div", { class: "form-row", "data-part": "focus" }, press(words("ptz.focus-near"), -1), press(words("ptz.focus-far"), 1));
}
