// @ts-check
// Buttons that turn a camera's head for as long as one of them is held: by the pointer, or by a key. Who can only press, as with
// some screen readers, moves it a little.
//
// Sends "pad-move" with how fast it shall turn, each from -1 to 1, and "pad-stop".

import { make } from "./dom.js";
import { words } from "./words.js";

/** @typedef {{pan: number, tilt: number, zoom: number, focus: number}} Motion */
/** @typedef {readonly [icon: string, key: import("./words.js").Key, motion: Partial<Motion>]} Move */

export const still = { pan: 0, tilt: 0, zoom: 0, focus: 0 };

/** What a mere press moves it for, ms. */
const nudge = 400;

/** @type {readonly Move[]} */
const turns = [
  ["up", "ptz.up", { tilt: 1 }],
  ["left", "ptz.left", { pan: -1 }],
  ["right", "ptz.right", { pan: 1 }],
  ["down", "ptz.down", { tilt: -1 }],
];

/** @type {readonly Move[]} */
const zooms = [
  ["plus", "ptz.closer", { zoom: 1 }],
  ["minus", "ptz.further", { zoom: -1 }],
];

/** @type {readonly Move[]} */
const focuses = [
  ["focus-far", "ptz.focus-far", { focus: 1 }],
  ["focus-near", "ptz.focus-near", { focus: -1 }],
];

/** The arrows, where the pad has the focus. */
const arrows = /** @type {Record<string, Partial<Motion>>} */ ({
  ArrowUp: { tilt: 1 },
  ArrowDown: { tilt: -1 },
  ArrowLeft: { pan: -1 },
  ArrowRight: { pan: 1 },
});

export class PTZPad extends HTMLElement {
  #focuses = focuses.map((move) => this.#button(move));
  #isHeld = false;
  #timer = 0;

  /** @param {{turns: boolean, zooms: boolean}} can */
  show(can) {
    const moves = [...(can.turns ? turns : []), ...(can.zooms ? zooms : [])];
    this.replaceChildren(...moves.map((move) => this.#button(move)), ...this.#focuses);
    for (const button of this.#focuses) button.hidden = true;
    this.addEventListener("keydown", (event) => {
      const motion = can.turns && !event.ctrlKey && !event.metaKey && !event.altKey ? arrows[event.key] : undefined;
      if (!motion) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) this.#begin(motion);
    });
    this.addEventListener("keyup", (event) => arrows[event.key] && this.#end());
  }

  /** The camera can be focused from here. */
  showFocus() {
    for (const button of this.#focuses) button.hidden = false;
  }

  disconnectedCallback() {
    this.#end();
  }

  /** @param {Move} move */
  #button([icon, key, motion]) {
    const label = words(key);
    const button = make("button", { type: "button", class: "icon", "data-icon": icon, "aria-label": label, title: label });
    button.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      // A finger, too, lets go of what it leaves.
      if (button.hasPointerCapture(event.pointerId)) button.releasePointerCapture(event.pointerId);
      this.#begin(motion);
    });
    for (const end of ["pointerup", "pointerleave", "pointercancel", "blur"]) button.addEventListener(end, () => this.#end());
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      if (!event.repeat) this.#begin(motion);
    });
    button.addEventListener("keyup", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      this.#end();
    });
    button.addEventListener("click", (event) => event.detail === 0 && this.#nudge(motion));
    // A long press by touch is a held button, and no menu.
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    return button;
  }

  /** @param {Partial<Motion>} motion */
  #begin(motion) {
    clearTimeout(this.#timer);
    this.#isHeld = true;
    this.dispatchEvent(new CustomEvent("pad-move", { detail: { ...still, ...motion } }));
  }

  /** @param {Partial<Motion>} motion */
  #nudge(motion) {
    this.#begin(motion);
    this.#timer = setTimeout(() => this.#end(), nudge);
  }

  #end() {
    clearTimeout(this.#timer);
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.dispatchEvent(new CustomEvent("pad-stop"));
  }
}

customElements.define("nj-ptz-pad", PTZPad);
