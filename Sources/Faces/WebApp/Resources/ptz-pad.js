// @ts-check
// Turns a camera's head for as long as a button is held. Seen only of cameras that say they can (`ptz`).
//
// Sends "camera-ptz" with the camera and how fast it shall turn, each from -1 to 1; all 0: it shall stop.

import { make } from "./dom.js";
import { words } from "./words.js";

/** @typedef {{pan: number, tilt: number, zoom: number}} Motion */

/** @type {readonly (readonly [string, import("./words.js").Key, Motion])[]} */
const moves = [
  ["up", "ptz.up", { pan: 0, tilt: 1, zoom: 0 }],
  ["left", "ptz.left", { pan: -1, tilt: 0, zoom: 0 }],
  ["right", "ptz.right", { pan: 1, tilt: 0, zoom: 0 }],
  ["down", "ptz.down", { pan: 0, tilt: -1, zoom: 0 }],
  ["plus", "ptz.closer", { pan: 0, tilt: 0, zoom: 1 }],
  ["minus", "ptz.further", { pan: 0, tilt: 0, zoom: -1 }],
];

export class PTZPad extends HTMLElement {
  /** @type {import("./types.js").Camera | null} */ camera = null;
  #isMoving = false;

  connectedCallback() {
    if (this.firstChild) return;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", words("ptz.label"));
    for (const [icon, key, motion] of moves) {
      const label = words(key);
      const button = make("button", { type: "button", class: "icon", "data-icon": icon, "aria-label": label, title: label });
      button.addEventListener("pointerdown", () => this.#move(motion));
      for (const end of ["pointerup", "pointerleave", "pointercancel", "blur"]) button.addEventListener(end, () => this.#stop());
      button.addEventListener("keydown", (event) => {
        if ((event.key === "Enter" || event.key === " ") && !event.repeat) this.#move(motion);
      });
      button.addEventListener("keyup", () => this.#stop());
      button.addEventListener("click", (event) => event.stopPropagation());
      this.append(button);
    }
  }

  disconnectedCallback() {
    this.#stop();
  }

  /** @param {Motion} motion */
  #move(motion) {
    this.#isMoving = true;
    this.#tell(motion);
  }

  #stop() {
    if (!this.#isMoving) return;
    this.#isMoving = false;
    this.#tell({ pan: 0, tilt: 0, zoom: 0 });
  }

  /** @param {Motion} motion */
  #tell(motion) {
    this.dispatchEvent(new CustomEvent("camera-ptz", { bubbles: true, detail: { camera: this.camera, ...motion } }));
  }
}

customElements.define("nj-ptz-pad", PTZPad);
