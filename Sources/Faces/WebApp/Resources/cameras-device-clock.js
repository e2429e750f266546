// @ts-check
// A camera's own clock: how far it is off, and setting it by the recorder's.

import { ProblemError } from "./api.js";
import { setDeviceClock } from "./devices-api.js";
import { make } from "./dom.js";
import { length } from "./format.js";
import { button, confirmed, tag } from "./system-bits.js";
import { words } from "./words.js";

/** @typedef {import("./system-part.js").Part} Part */

/** A clock that is further off than this makes times in the camera's own picture and recordings wrong, s. */
const tolerance = 5;

/** @param {number} offset seconds that its clock is ahead */
export function clockWords(offset) {
  if (Math.abs(offset) < tolerance) return words("device.clock-right");
  const text = words(offset > 0 ? "device.clock-ahead" : "device.clock-behind", { time: length(Math.abs(offset)) });
  return make("span", {}, tag(text, "fair"));
}

/**
 * Sets it, where it is wrong.
 * @param {Part} part @param {string} id of the camera @param {number | null | undefined} offset
 * @param {() => Promise<void>} changed called when it was set
 * @returns {HTMLButtonElement[]} one, or none
 */
export function clockButton(part, id, offset, changed) {
  if (Math.abs(offset ?? 0) < tolerance) return [];
  const set = button(words("device.clock-set"), () => void part.act(set, async () => {
    if (!(await send(id))) return;
    await changed();
    part.note(words("device.clock-done"));
  }));
  set.dataset.action = "clock";
  return [set];
}

/**
 * One that a time server sets is asked about first.
 * @param {string} id @returns {Promise<boolean>} whether it was set
 */
async function send(id) {
  try {
    await setDeviceClock(id, false);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status !== 409) throw error;
    const question = { title: words("device.clock-title"), words: error.message, yes: words("device.clock-set") };
    if (!(await confirmed(question))) return false;
    await setDeviceClock(id, true);
  }
  return true;
}
