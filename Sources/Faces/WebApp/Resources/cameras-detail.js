// @ts-check
// One camera: its live picture, and beside it how it does, how it is reached, when it is recorded, how long that
// stays, and what of its picture counts or is hidden.

import * as api from "./cameras-api.js";
import { AreaEditor } from "./cameras-areas.js";
import { ConnectionForm } from "./cameras-connection.js";
import { KeepingForm } from "./cameras-keeping.js";
import { Overview } from "./cameras-overview.js";
import { CameraPreview } from "./cameras-preview.js";
import { RecordingForm } from "./cameras-recording.js";
import { stateOf, toneOf } from "./cameras-words.js";
import { make, mark, say } from "./dom.js";
import { bringIntoSight, tag } from "./system-bits.js";
import { Part } from "./system-part.js";
import { words } from "./words.js";

/** @typedef {import("./cameras-types.js").WholeCamera} WholeCamera */

/**
 * What stands beside the picture. `show` is told how the camera is now: a form that somebody types into keeps what was typed.
 * @typedef {{element: HTMLElement, show: (camera: WholeCamera) => void, leave?: () => void}} Side
 */

const sides = /** @type {const} */ (["overview", "connection", "recording", "keeping", "areas"]);
/** @typedef {typeof sides[number]} SideName */

export class CameraDetail extends Part {
  #preview = new CameraPreview();
  #title = make("h2", { class: "place-title" });
  #state = tag("");
  #links = make("nav", { class: "parts" });
  #box = make("div", { class: "side" });
  /** @type {{name: SideName, side: Side} | null} */ #side = null;
  camera;

  /** @param {string} camera its id */
  constructor(camera) {
    super();
    this.camera = camera;
  }

  /** @override */
  get period() {
    return 3000;
  }

  /** @override */
  build() {
    mark(this.#links, "aria-label", words("cameras.parts"));
    mark(this, "data-camera", this.camera);
    this.append(
      make(
        "header",
        { class: "place-head" },
        make(
          "div",
          { class: "row-head" },
          make("a", { class: "button", href: "#cameras" }, words("cameras.all")),
          this.#title,
          this.#state,
        ),
        this.#links,
      ),
      make("div", { class: "camera-detail" }, this.#preview.element, this.#box),
    );
  }

  /** @override */
  async refresh() {
    const camera = await api.camera(this.camera);
    say(this.#title, camera.name);
    say(this.#state, stateOf(camera));
    mark(this.#state, "data-tone", toneOf(camera));
    if (this.here) this.#preview.show(camera);
    const offered = camera.permissions.includes("manage-camera") ? sides : sides.slice(0, 1);
    const name = offered.find((side) => side === this.address.get("part")) ?? "overview";
    this.#link(offered, name);
    if (this.#side?.name !== name) this.#open(name);
    this.#side?.side.show(camera);
  }

  /** @param {readonly SideName[]} offered @param {SideName} name */
  #link(offered, name) {
    this.#links.hidden = offered.length < 2;
    if (this.#links.dataset.shown === `${name} ${offered.length}`) return;
    this.#links.dataset.shown = `${name} ${offered.length}`;
    this.#links.replaceChildren(...offered.map((side) => {
      const address = new URLSearchParams({ camera: this.camera, ...(side === "overview" ? {} : { part: side }) });
      return make("a", { href: `#cameras?${address}`, "aria-current": side === name ? "page" : null }, words(`cameras.part.${side}`));
    }));
    bringIntoSight(this.#links);
  }

  /** @param {SideName} name */
  #open(name) {
    this.#side?.side.leave?.();
    const side = this.#make(name);
    this.#side = { name, side };
    mark(this, "data-part", name);
    this.#box.replaceChildren(side.element);
  }

  /** @param {SideName} name @returns {Side} */
  #make(name) {
    switch (name) {
      case "connection":
        return new ConnectionForm(this);
      case "recording":
        return new RecordingForm(this);
      case "keeping":
        return new KeepingForm(this);
      case "areas":
        return new AreaEditor(this, this.#preview.element);
      default:
        return new Overview(this);
    }
  }

  /** @override */
  left() {
    this.#side?.side.leave?.();
    this.#side = null;
    this.#box.replaceChildren();
    this.#preview.stop();
  }
}

customElements.define("nj-camera-detail", CameraDetail);
