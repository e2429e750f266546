// @ts-check
// Plays one recording, and says in words when it cannot.

import { problemOf } from "./api.js";
import { iconButton, make, mark, say } from "./dom.js";
import { clockTime, dayName, length, size } from "./format.js";
import { serverNow } from "./server-clock.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Recording} Recording */

export class RecordingPlayer extends HTMLElement {
  /**
   * Whether whoever watches may take this camera's recordings along.
   * @type {(camera: string) => boolean}
   */
  isDownloadable = () => false;
  /** @type {Recording | null} */ #recording = null;
  #video = make("video", { controls: true, playsinline: true, preload: "metadata" });
  #sentence = make("p", {}, words("player.choose"));
  #message = make("div", { class: "message", role: "status" }, this.#sentence);
  #title = make("span", { class: "name" });
  #detail = make("span", { class: "short" });
  #download = make("a", {
    class: "icon",
    "data-icon": "download",
    title: words("player.download"),
    "aria-label": words("player.download"),
    hidden: true,
  });

  connectedCallback() {
    if (this.firstChild) return;
    const buttons = make(
      "div",
      { class: "buttons" },
      iconButton("earlier", words("player.earlier"), () => this.#tell("earlier")),
      iconButton("later", words("player.later"), () => this.#tell("later")),
      this.#download,
    );
    this.append(
      make("div", { class: "picture" }, this.#video, this.#message),
      make("div", { class: "caption" }, this.#title, this.#detail, buttons),
    );
    mark(this, "data-state", "empty");
    this.#video.addEventListener("timeupdate", () => this.#tell("played", this.moment));
    this.#video.addEventListener("ended", () => this.#tell("later"));
    this.#video.addEventListener("error", () => void this.#explain());
    this.#video.addEventListener("playing", () => mark(this, "data-state", "playing"));
    this.addEventListener("keydown", (event) => this.#key(event));
  }

  pause() {
    this.#video.pause();
  }

  /** @returns {Recording | null} */
  get recording() {
    return this.#recording;
  }

  /** @returns {number | null} the moment shown, ms */
  get moment() {
    return this.#recording ? Date.parse(this.#recording.start) + this.#video.currentTime * 1000 : null;
  }

  /** @param {Recording} recording @param {number} [moment] ms; where to begin, else its start */
  play(recording, moment) {
    const offset = moment === undefined ? 0 : Math.max(0, (moment - Date.parse(recording.start)) / 1000);
    const loaded = this.#recording?.id === recording.id && this.#video.error === null && this.#video.hasAttribute("src");
    // A recording that still grew when it was loaded is loaded again to reach what came since.
    const same = loaded && offset <= this.#video.duration;
    this.#recording = recording;
    this.#describe(recording);
    if (!same) {
      mark(this, "data-state", "loading");
      mark(this, "data-recording", recording.id);
      this.#video.src = recording.media_url;
    }
    if (!same && offset > 0) {
      this.#video.addEventListener("loadedmetadata", () => this.#seek(offset), { once: true });
    } else if (same) {
      this.#seek(offset);
    }
    void this.#video.play().catch(() => {}); // The controls are there for a browser that wants a press first.
  }

  /** Another camera: nothing is chosen. */
  clear() {
    this.#recording = null;
    this.#video.removeAttribute("src");
    this.#video.load();
    say(this.#title, "");
    say(this.#detail, "");
    say(this.#sentence, words("player.choose"));
    this.#download.hidden = true;
    mark(this, "data-state", "empty");
  }

  /** @param {number} seconds */
  #seek(seconds) {
    const end = Number.isFinite(this.#video.duration) ? Math.max(0, this.#video.duration - 0.2) : seconds;
    this.#video.currentTime = Math.min(seconds, end);
  }

  /** @param {Recording} recording */
  #describe(recording) {
    const start = Date.parse(recording.start);
    say(this.#title, `${dayName(start, serverNow())}, ${clockTime(start)}`);
    const picture = recording.width > 0 ? `${recording.width} × ${recording.height} · ` : "";
    say(this.#detail, `${picture}${length(recording.duration_s)} · ${size(recording.bytes)}`);
    this.#download.hidden = !this.isDownloadable(recording.camera);
    this.#download.href = recording.media_url;
    const stamp = recording.start.slice(0, 19).replaceAll(":", "-");
    this.#download.download = `${recording.camera} ${stamp}Z.mp4`;
  }

  async #explain() {
    const recording = this.#recording;
    if (!recording || !this.#video.getAttribute("src")) return;
    mark(this, "data-state", "error");
    let told = words("player.cannot");
    if (!this.#download.hidden) told += ` ${words("player.cannot-download")}`;
    try {
      const response = await fetch(recording.media_url, { headers: { range: "bytes=0-0" } });
      if (!response.ok) told = (await problemOf(response)).message;
    } catch {
      told = words("problem.silent");
    }
    if (this.#recording === recording) say(this.#sentence, told);
  }

  /** @param {"earlier" | "later" | "played"} what @param {unknown} [detail] */
  #tell(what, detail = null) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.#recording || event.ctrlKey || event.metaKey || event.altKey) return;
    const video = this.#video;
    const frame = 1 / 25;
    /** @type {Record<string, () => void>} */
    const keys = {
      " ": () => void (video.paused ? video.play() : video.pause()),
      ArrowLeft: () => this.#step(event.shiftKey ? -60 : -5),
      ArrowRight: () => this.#step(event.shiftKey ? 60 : 5),
      ",": () => this.#step(-frame, true),
      ".": () => this.#step(frame, true),
      "[": () => this.#tell("earlier"),
      "]": () => this.#tell("later"),
      f: () => void (document.fullscreenElement ? document.exitFullscreen() : video.requestFullscreen()),
    };
    const act = keys[event.key];
    const onButton = event.target instanceof HTMLElement && event.target.closest("button, a") !== null;
    if (!act || (onButton && event.key === " ")) return;
    event.preventDefault();
    act();
  }

  /** @param {number} seconds @param {boolean} [hold] */
  #step(seconds, hold = false) {
    if (hold) this.#video.pause();
    this.#seek(Math.max(0, this.#video.currentTime + seconds));
  }
}

customElements.define("nj-recording-player", RecordingPlayer);
