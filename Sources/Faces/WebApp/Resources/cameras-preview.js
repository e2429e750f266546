// @ts-check
// A camera's picture, live, in a box that has the picture's own shape, so that a share of the box is the same share of the picture.

import { liveAddress } from "./api.js";
import { pictureAddress } from "./cameras-api.js";
import { make, mark } from "./dom.js";
import { LivePlayer } from "./live-player.js";

/** @typedef {import("./types.js").Camera} Camera */

export class CameraPreview {
  #poster = make("img", { class: "poster", alt: "" });
  #video = make("video", { playsinline: true, muted: true, tabindex: -1, "aria-hidden": "true" });
  #still = make("canvas", { class: "still", "aria-hidden": "true", hidden: true });
  #player = new LivePlayer(this.#video, this.#still, () => this.#changed());
  #camera = "";
  element = make("div", { class: "preview" }, this.#poster, this.#video, this.#still);

  constructor() {
    this.#video.muted = true;
    this.#poster.addEventListener("load", () => this.#shape(this.#poster.naturalWidth, this.#poster.naturalHeight));
  }

  /** @param {Camera} camera */
  show(camera) {
    const { main } = camera.status.streams;
    if (main?.video) this.#shape(main.video.width, main.video.height);
    const may = camera.enabled && camera.permissions.includes("watch-live");
    this.element.classList.toggle("empty", !may);
    if (!may) return this.stop();
    if (this.#camera === camera.id) return;
    this.#camera = camera.id;
    // A picture at once; and the only one, where the browser cannot play what the camera sends.
    if (main?.video) this.#poster.src = pictureAddress(camera.id, 1280);
    this.#player.watch(liveAddress(camera.id, "main"));
  }

  stop() {
    this.#camera = "";
    this.#player.stop();
  }

  #changed() {
    mark(this.element, "data-player", this.#player.state);
    this.element.toggleAttribute("data-picture", this.#player.hasPicture);
  }

  /** @param {number} width @param {number} height */
  #shape(width, height) {
    if (width > 0 && height > 0) this.element.style.setProperty("--ratio", String(width / height));
  }
}
