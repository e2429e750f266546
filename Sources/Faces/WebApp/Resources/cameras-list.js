// @ts-check
// All cameras: how each does, what it sends; and below them those that were removed.

import { cameras } from "./api.js";
import { pictureAddress } from "./cameras-api.js";
import { RemovedCameras } from "./cameras-removed.js";
import { eventTone } from "./cameras-device.js";
import { reasonOf, stateOf, streamOf, toneOf } from "./cameras-words.js";
import { devices } from "./devices-api.js";
import { make, mark, say } from "./dom.js";
import { session } from "./session.js";
import { emptyWords, tag } from "./system-bits.js";
import { Part } from "./system-part.js";
import { wordsOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./devices-types.js").Device} Device */
/** @typedef {import("./types.js").Camera} Camera */

const pictureEvery = 20_000;
/** What is known of the cameras' devices is seldom another. */
const devicesEvery = 15_000;

export class CamerasList extends Part {
  #list = make("ul", { class: "camera-cards" });
  #empty = emptyWords("");
  #removed = new RemovedCameras(this);
  /**
   * Cards keep their place, their picture and their focus.
   * @type {Map<string, CameraCard>}
   */
  #cards = new Map();
  /** @type {Map<string, Device>} by the camera's id */ #devices = new Map();
  #devicesAskedAt = -Infinity;

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
    await this.#askDevices();
    const gone = new Set(this.#cards.keys());
    all.forEach((camera, index) => {
      gone.delete(camera.id);
      const card = this.#cards.get(camera.id) ?? new CameraCard();
      this.#cards.set(camera.id, card);
      card.show(camera, this.#devices.get(camera.id));
      if (this.#list.children[index] !== card.element) this.#list.insertBefore(card.element, this.#list.children[index] ?? null);
    });
    for (const id of gone) {
      this.#cards.get(id)?.element.remove();
      this.#cards.delete(id);
    }
    await this.#removed.refresh();
  }

  async #askDevices() {
    if (performance.now() - this.#devicesAskedAt < devicesEvery) return;
    this.#devicesAskedAt = performance.now();
    const { items } = await devices().catch(() => ({ items: [...this.#devices.values()] }));
    this.#devices = new Map(items.map((device) => [device.camera, device]));
  }
}

class CameraCard {
  #picture = make("img", { class: "poster", alt: "", loading: "lazy" });
  /** Where there is no picture: why. */
  #without = make("p", { class: "without" });
  #name = make("a", { class: "name" });
  #state = tag("");
  /** Where the camera's own motion begins events. */
  #edge = tag("");
  #reason = make("p", { class: "trouble" });
  #main = make("p");
  #sub = make("p", { class: "muted" });
  #askedAt = 0;
  element = make(
    "li",
    { class: "card camera-card" },
    make("div", { class: "poster-box" }, this.#picture, this.#without),
    make("div", { class: "row-head" }, this.#name, this.#edge, this.#state),
    this.#reason,
    this.#main,
    this.#sub,
  );

  /** @param {Camera} camera @param {Device | undefined} device */
  show(camera, device) {
    mark(this.element, "data-camera", camera.id);
    mark(this.element, "data-state", camera.enabled ? camera.status.state : "disabled");
    mark(this.#name, "href", `#cameras?camera=${encodeURIComponent(camera.id)}`);
    say(this.#name, camera.name);
    say(this.#state, stateOf(camera));
    mark(this.#state, "data-tone", toneOf(camera));
    this.#showEdge(device);
    say(this.#without, withoutPicture(camera));
    const reason = reasonOf(camera);
    say(this.#reason, reason);
    this.#reason.hidden = reason === "";
    const { main, sub } = camera.status.streams;
    say(this.#main, streamOf(main));
    say(this.#sub, sub?.video ? words("cameras.sub-stream", { stream: streamOf(sub) }) : "");
    this.#refreshPicture(camera, main?.video ?? null);
  }

  /** @param {Device | undefined} device */
  #showEdge(device) {
    const { events = false, event_state: state = "off" } = device ?? {};
    this.#edge.hidden = !events;
    mark(this.#edge, "data-edge", state);
    mark(this.#edge, "data-tone", eventTone(state));
    say(this.#edge, words("device.edge"));
    this.#edge.title = wordsOf(`device.events.${state}`, state);
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

/** @param {Camera} camera */
function withoutPicture({ enabled, status, permissions }) {
  if (!enabled) return words("state.off-sentence");
  if (!permissions.includes("watch-live")) return words("state.may-not-watch");
  return words(status.state === "waiting" ? "state.no-video-comes" : "state.connecting");
}

customElements.define("nj-cameras-list", CamerasList);
