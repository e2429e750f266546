// @ts-check
// The recordings of a chosen camera: what is on disk, the list, and the player.

import * as api from "./api.js";
import { CoverageBar } from "./coverage-bar.js";
import { every, make, mark, say } from "./dom.js";
import { RecordingPlayer } from "./recording-player.js";
import { RecordingsList } from "./recordings-list.js";
import { PlaceMoved } from "./router.js";
import { serverNow } from "./server-clock.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {import("./types.js").Recording} Recording */

const pageSize = 100;
const refreshEvery = 5000;
const ranges = /** @type {const} */ ([["recordings.last-hour", 3_600_000], ["recordings.last-day", 86_400_000]]);

export class RecordingsView extends HTMLElement {
  /** @type {string} */ #camera = "";
  /** @type {string} */ #asked = "";
  /** @type {string[]} */ #known = [];
  #isHere = false;
  /** @type {number} */ #range = ranges[0][1];
  /** @type {{now: () => void, stop: () => void} | null} */ #refresher = null;
  #cameras = make("div", { class: "chips", role: "radiogroup", "aria-label": words("recordings.camera") });
  #ranges = make("div", { class: "chips segments", role: "radiogroup", "aria-label": words("recordings.shown") });
  #coverage = new CoverageBar();
  #list = new RecordingsList();
  #player = new RecordingPlayer();

  connectedCallback() {
    if (this.firstChild) return;
    for (const [name, milliseconds] of ranges) {
      this.#ranges.append(chip("range", String(milliseconds), words(name), milliseconds === this.#range));
    }
    this.append(
      make(
        "div",
        { class: "heading" },
        make("h2", { id: "recordings-title" }, words("place.recordings")),
        this.#cameras,
        this.#ranges,
      ),
      this.#coverage,
      make("div", { class: "watch" }, this.#player, this.#list),
    );
    this.#cameras.addEventListener("change", (event) => this.#chosen(chosenValue(event)));
    this.#ranges.addEventListener("change", (event) => {
      this.#range = Number(chosenValue(event));
      this.#refresher?.now();
    });
    this.#coverage.addEventListener("moment", (event) => void this.#playMoment(detailOf(event)));
    this.#list.addEventListener("choose", (event) => this.#play(detailOf(event)));
    this.#list.addEventListener("older", (event) => void this.#older(detailOf(event)));
    this.#player.addEventListener("played", (event) => (this.#coverage.playhead = detailOf(event)));
    this.#player.addEventListener("earlier", () => void this.#neighbour(-1));
    this.#player.addEventListener("later", () => void this.#neighbour(1));
    this.#refresher = every(refreshEvery, async () => (this.#isHere ? this.#refresh() : undefined));
  }

  disconnectedCallback() {
    this.#refresher?.stop();
  }

  /** @param {Camera[]} all */
  set cameras(all) {
    const cameras = all.filter((camera) => camera.permissions.includes("play-recordings"));
    this.#player.isDownloadable = (id) =>
      cameras.some((camera) => camera.id === id && camera.permissions.includes("export-recordings"));
    const known = [...this.#cameras.querySelectorAll("input")].map((input) => input.value);
    if (known.join("\n") !== cameras.map((camera) => camera.id).join("\n")) {
      this.#cameras.replaceChildren(
        ...cameras.map((camera) => chip("camera", camera.id, camera.name, camera.id === this.#camera)),
      );
    }
    cameras.forEach((camera, index) => {
      const words = this.#cameras.children[index]?.querySelector("span");
      if (words) say(words, camera.name);
    });
    this.#known = cameras.map((camera) => camera.id);
    this.#chooseOne();
  }

  get cameras() {
    return [];
  }

  /** @param {boolean} isHere */
  set here(isHere) {
    this.#isHere = isHere;
    if (isHere) this.#refresher?.now();
    else this.#player.pause();
  }

  /** @param {URLSearchParams} address "camera": which one */
  set address(address) {
    this.#asked = address.get("camera") ?? this.#asked;
    this.#chooseOne();
  }

  /** The one that the address names, the one that is shown, or the first. */
  #chooseOne() {
    const wanted = [this.#asked, this.#camera].find((id) => this.#known.includes(id)) ?? this.#known[0];
    this.choose(wanted ?? "");
  }

  /** @param {string} camera its id, chosen by hand */
  #chosen(camera) {
    this.#asked = camera;
    this.choose(camera);
    this.dispatchEvent(new PlaceMoved(new URLSearchParams({ camera })));
  }

  /** @param {string} camera its id */
  choose(camera) {
    if (camera === this.#camera) return;
    this.#camera = camera;
    mark(this, "data-camera", camera);
    for (const input of this.#cameras.querySelectorAll("input")) input.checked = input.value === camera;
    this.#list.clear();
    this.#player.clear();
    this.#coverage.playhead = null;
    if (camera) this.#refresher?.now();
  }

  async #refresh() {
    const camera = this.#camera;
    if (!camera) return;
    const now = serverNow();
    const range = { camera, from: new Date(now - this.#range).toISOString(), to: new Date(now).toISOString() };
    try {
      const [page, coverage] = await Promise.all([api.recordings({ camera, limit: pageSize }), api.coverage(range)]);
      if (camera !== this.#camera) return;
      this.#list.refresh(page);
      this.#coverage.coverage = coverage;
      this.#coverage.playhead = this.#player.moment;
    } catch (error) {
      if (camera !== this.#camera || !(error instanceof Error)) return;
      this.#list.failure = error.message;
      this.#coverage.failure = error.message;
    }
  }

  /** @param {Recording} recording @param {number} [moment] */
  #play(recording, moment) {
    this.#player.play(recording, moment);
    this.#list.chosen = recording.id;
    this.#coverage.playhead = moment ?? Date.parse(recording.start);
  }

  /**
   * The recording that holds the moment, or the first one after it.
   * @param {number} time ms
   */
  async #playMoment(time) {
    const camera = this.#camera;
    const found = await this.#ask({ camera, from: new Date(time).toISOString(), order: "asc", limit: 1 }) ??
      await this.#ask({ camera, to: new Date(time).toISOString(), order: "desc", limit: 1 });
    if (found && camera === this.#camera) this.#play(found, time);
  }

  /** @param {1 | -1} way later or earlier */
  async #neighbour(way) {
    const playing = this.#player.recording;
    if (!playing) return;
    const all = this.#list.recordings;
    const at = all.findIndex((recording) => recording.id === playing.id);
    const near = at < 0 ? undefined : all[at - way];
    const camera = this.#camera;
    // A millisecond aside: the end of one recording is often the start of the next.
    const found = near ??
      await this.#ask(
        way > 0
          ? { camera, from: new Date(Date.parse(playing.end) + 1).toISOString(), order: "asc", limit: 1 }
          : { camera, to: new Date(Date.parse(playing.start) - 1).toISOString(), order: "desc", limit: 1 },
      );
    if (found && found.id !== playing.id && camera === this.#camera) this.#play(found);
  }

  /** @param {string | null} cursor */
  async #older(cursor) {
    const camera = this.#camera;
    try {
      const page = await api.recordings({ camera, limit: pageSize, cursor });
      if (camera === this.#camera) this.#list.extend(page);
    } catch (error) {
      if (error instanceof Error) this.#coverage.failure = error.message;
    }
  }

  /** @param {Parameters<typeof api.recordings>[0]} filter @returns {Promise<Recording | undefined>} */
  async #ask(filter) {
    try {
      return (await api.recordings(filter)).items[0];
    } catch (error) {
      if (error instanceof Error) this.#coverage.failure = error.message;
      return undefined;
    }
  }
}

/** @param {string} group @param {string} value @param {string} name @param {boolean} checked */
function chip(group, value, name, checked) {
  const input = make("input", { type: "radio", name: group, value });
  input.checked = checked;
  return make("label", { class: "chip" }, input, make("span", {}, name));
}

/** @param {Event} event */
const chosenValue = (event) => (event.target instanceof HTMLInputElement ? event.target.value : "");

/** @param {Event} event */
const detailOf = (event) => /** @type {CustomEvent} */ (event).detail;

customElements.define("nj-recordings", RecordingsView);
