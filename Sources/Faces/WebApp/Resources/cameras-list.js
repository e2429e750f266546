// @ts-check
// All cameras: how each does, what it sends; and below them those that were removed.

import { cameras } from "./api.js";
import { pictureAddress } from "./cameras-api.js";
import { RemovedCameras } from "./cameras-removed.js";
import { reasonOf, stateOf, streamOf, toneOf } from "./cameras-words.js";
import { make, mark, say } from "./dom.js";
import { session } from "./session.js";
import { emptyWords, tag } from "./system-bits.js";
import { Part } from "./system-part.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Camera} Camera */

const pictureEvery = 20_000;

export class CamerasList extends Part {
  #list = make("ul", { class: "camera-cards" });
  #empty = emptyWords("");
  #removed = new RemovedCameras(this);
  /**
   * Cards keep their place, their picture and their focus.
   * @type {Map<string, CameraCard>}
   */
  #cards = new Map();

  /** @override */
  get period() {
    return 3000;
  }

  /** @override */
  build() {
    this.append(this.#empty, this.#list, this.#removed.element);
  }

  /** @override */
  async refresh() {
    const all = await cameras();
    say(this.#empty, all.length > 0 ? "" : words(session.may("add-cameras") ? "cameras.empty" : "cameras.empty-viewer"));
    const gone = new Set(this.#cards.keys());
    all.forEach((camera, index) => {
      gone.delete(camera.id);
      const card = this.#cards.get(camera.id) ?? new CameraCard();
      this.#cards.set(camera.id, card);
      card.show(camera);
      if (this.#list.children[index] !== card.element) this.#list.insertBefore(card.element, this.#list.children[index] ?? null);
    });
    for (const id of gone) {
      this.#cards.get(id)?.element.remove();
      this.#cards.delete(id);
    }
    await this.#removed.refresh();
  }
}

class CameraCard {
  #picture = make("img", { class: "poster", alt: "", loading: "lazy" });
  #name = make("a", { class: "name" });
  #state = tag("");
  #reason = make("p", { class: "trouble" });
  #main = make("p");
  #sub = make("p", { class: "muted" });
  #askedAt = 0;
  element = make(
    "li",
    { class: "card camera-card" },
    make("div", { class: "poster-box" }, this.#picture),
    make("div", { class: "row-head" }, this.#name, this.#state),
    this.#reason,
    this.#main,
    this.#sub,
  );

  /** @param {Camera} camera */
  show(camera) {
    mark(this.element, "data-camera", camera.id);
    mark(this.element, "data-state", camera.enabled ? camera.status.state : "disabled");
    mark(this.#name, "href", `#cameras?camera=${encodeURIComponent(camera.id)}`);
    say(this.#name, camera.name);
    say(this.#state, stateOf(camera));
    mark(this.#state, "data-tone", toneOf(camera));
    const reason = reasonOf(camera);
    say(this.#reason, reason);
    this.#reason.hidden = reason === "";
    const { main, sub } = camera.status.streams;
    say(this.#main, streamOf(main));
    say(this.#sub, sub?.video ? words("cameras.sub-stream", { stream: streamOf(sub) }) : "");
    this.#refreshPicture(camera, main?.video ?? null);
  }

  /** @param {Camera} camera @param {import("./types.js").VideoFormat | null} video */
  #refreshPicture(camera, video) {
    const comes = camera.enabled && ["recording", "watching"].includes(camera.status.state);
    if (!comes || !camera.permissions.includes("watch-live") || !video || Date.now() - this.#askedAt < pictureEvery) return;
    this.#askedAt = Date.now();
    // The picture that is there stays until the next one is.
    const next = new Image();
    next.onload = () => (this.#picture.src = next.src);
    next.src = pictureAddress(camera.id, 480);
  }
}

customElements.define("nj-cameras-list", CamerasList);
