// @ts-check
// A gamepad turns the camera: the left stick or the cross turns, the right stick or the triggers zoom, Y goes home, and the
// shoulders go from kept place to kept place. Nothing is looked at while there is none.

import { still } from "./ptz-pad.js";

/** @typedef {import("./ptz-pad.js").Motion} Motion */

/** A stick that is let go of does not rest at exactly 0. */
const deaf = 0.2;
/** Steps of speed, so that a trembling thumb is not a request a moment. */
const steps = 5;

/** Of the standard layout (W3C Gamepad). */
const home = 3;
const before = 4;
const after = 5;
const [leftTrigger, rightTrigger] = [6, 7];
const [up, down, left, right] = [12, 13, 14, 15];

/**
 * @typedef {object} GamepadActs
 * @property {(motion: Motion) => void} move
 * @property {() => void} stop
 * @property {() => void} home
 * @property {(step: 1 | -1) => void} preset
 */

export class GamepadSteering {
  #acts;
  #frame = 0;
  #isMoving = false;
  /** @type {Set<number>} buttons that are down, so that each press counts once */ #down = new Set();
  #look = () => this.#read();
  #plugged = () => {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#look);
  };

  /** @param {GamepadActs} acts */
  constructor(acts) {
    this.#acts = acts;
  }

  begin() {
    addEventListener("gamepadconnected", this.#plugged);
    if (pads().length > 0) this.#plugged();
  }

  end() {
    removeEventListener("gamepadconnected", this.#plugged);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#rest();
  }

  #rest() {
    if (this.#isMoving) this.#acts.stop();
    this.#isMoving = false;
  }

  #read() {
    const [pad] = pads();
    if (!pad) {
      this.#frame = 0;
      return this.#rest();
    }
    this.#frame = requestAnimationFrame(this.#look);
    // Whoever plays elsewhere does not mean this page.
    if (!document.hasFocus() || document.querySelector("dialog[open]")) return this.#rest();
    const motion = motionOf(pad);
    const isMoving = Object.values(motion).some((speed) => speed !== 0);
    if (isMoving) this.#acts.move(motion);
    else this.#rest();
    this.#isMoving = isMoving;
    if (this.#pressed(pad, home)) this.#acts.home();
    if (this.#pressed(pad, after)) this.#acts.preset(1);
    if (this.#pressed(pad, before)) this.#acts.preset(-1);
  }

  /** @param {Gamepad} pad @param {number} button */
  #pressed(pad, button) {
    const isDown = pad.buttons[button]?.pressed ?? false;
    const wasDown = this.#down.has(button);
    if (isDown) this.#down.add(button);
    else this.#down.delete(button);
    return isDown && !wasDown;
  }
}

/** @returns {Gamepad[]} */
const pads = () => [...(navigator.getGamepads?.() ?? [])].flatMap((pad) => (pad?.connected ? [pad] : []));

/** @param {Gamepad} pad @returns {Motion} */
function motionOf(pad) {
  const cross = (/** @type {number} */ one, /** @type {number} */ other) => Number(pad.buttons[one]?.pressed ?? false) - Number(pad.buttons[other]?.pressed ?? false);
  const axis = (/** @type {number} */ at) => speedOf(pad.axes[at] ?? 0);
  const triggers = speedOf((pad.buttons[rightTrigger]?.value ?? 0) - (pad.buttons[leftTrigger]?.value ?? 0));
  return {
    ...still,
    pan: cross(right, left) || axis(0),
    // Forward is negative of a stick.
    tilt: cross(up, down) || -axis(1) || 0,
    zoom: triggers || -axis(3) || 0,
  };
}

/** @param {number} value */
function speedOf(value) {
  if (Math.abs(value) < deaf) return 0;
  const share = Math.min(1, (Math.abs(value) - deaf) / (1 - deaf));
  return (Math.sign(value) * Math.max(1, Math.round(share * steps))) / steps;
}
