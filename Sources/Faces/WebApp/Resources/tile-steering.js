// @ts-check
// Steering in a tile: once it is large, it is asked whether the camera's head moves, and what steers it is loaded only then. Whoever
// may not control the camera is not asked for, and sees nothing of it.

import { wear } from "./system-style.js";

/** @typedef {import("./types.js").Camera} Camera */

const isNarrow = matchMedia("(max-width: 719px)");

export class TileSteering {
  #tile;
  #picture;
  #camera = "";
  /** @type {import("./steering-panel.js").SteeringPanel | null} */ #panel = null;

  /** @param {HTMLElement} tile @param {HTMLElement} picture */
  constructor(tile, picture) {
    this.#tile = tile;
    this.#picture = picture;
    for (const [target, type] of /** @type {const} */ ([[isNarrow, "change"], [document, "fullscreenchange"]])) {
      target.addEventListener(type, () => this.#place());
    }
  }

  /**
   * Who is steered now.
   * @param {Camera | null} camera null: nobody looks closely
   */
  set camera(camera) {
    const id = camera?.enabled && camera.permissions.includes("control-camera") ? camera.id : "";
    if (id === this.#camera) return;
    this.#camera = id;
    this.#panel?.remove();
    this.#panel = null;
    if (id) void this.#come(id);
  }

  /**
   * Does what a key says.
   * @param {KeyboardEvent} event @returns {boolean} whether it meant anything
   */
  press(event) {
    return this.#panel?.press(event) ?? false;
  }

  /** @param {string} id */
  async #come(id) {
    try {
      const { device } = await import("./devices-api.js");
      const { facts } = await device(id);
      if (!facts?.ptz || this.#camera !== id) return;
      await wear(["steering.css"], () => import("./steering-panel.js"));
      const { SteeringPanel } = await import("./steering-panel.js");
      if (this.#camera !== id) return;
      this.#panel = new SteeringPanel(id, facts);
      this.#place();
    } catch {
      // The server does not answer: it is asked again with the next news of the camera.
      if (this.#camera === id) this.#camera = "";
    }
  }

  /** Over the picture; on a phone below it, where it covers nothing. */
  #place() {
    if (!this.#panel) return;
    const place = isNarrow.matches && !document.fullscreenElement ? this.#tile : this.#picture;
    if (this.#panel.parentElement !== place) place.append(this.#panel);
  }
}
