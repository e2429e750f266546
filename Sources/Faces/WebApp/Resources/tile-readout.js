// @ts-check
// Numbers about a live picture, for those who ask for them: what comes, in which way, how fast, how late.

import { make, say } from "./dom.js";
import { rate } from "./format.js";
import { words } from "./words.js";

/** @typedef {import("./tile-player.js").TilePlayer} TilePlayer */
/** @typedef {import("./types.js").Camera} Camera */

const ways = { mse: "MSE", webcodecs: "WebCodecs", mjpeg: "MJPEG" };

export class TileReadout {
  element = make("dl", { class: "readout", hidden: true });
  /** @type {Map<string, HTMLElement>} */ #values = new Map();
  #since = 0;
  #frames = 0;
  #bytes = 0;
  #fps = 0;
  #bits = 0;

  /**
   * Four times a second; rates are counted anew once a second.
   * @param {Camera} camera
   * @param {"main" | "sub"} stream
   * @param {TilePlayer} player
   */
  show(camera, stream, player) {
    if (this.element.hidden) return;
    const { current, way } = player;
    this.#count(current.frames, current.bytes);
    const { shown } = current;
    const lost = camera.status.streams[stream]?.lost_packets ?? 0;
    this.#set("way", words("readout.way"), ways[way] + (shown?.transcoded ? `, ${words("readout.transcoded")}` : ""));
    this.#set("stream", words("readout.stream"), words(stream === "main" ? "readout.main" : "readout.sub"));
    this.#set("codec", words("readout.codec"), shown?.codec ?? "–");
    this.#set("size", words("readout.size"), shown ? `${shown.width} × ${shown.height}` : "–");
    this.#set("rate", words("readout.rate"), `${Math.round(this.#fps)} /s, ${rate(this.#bits)}`);
    const latency = current.latency;
    this.#set("latency", words("readout.latency"), latency === null ? "–" : `${latency.toFixed(1)} s`);
    this.#set("lost", words("readout.lost"), words("readout.lost-count", { frames: current.droppedFrames, packets: lost }));
  }

  /**
   * @param {number} frames
   * @param {number} bytes
   */
  #count(frames, bytes) {
    const now = performance.now();
    const passed = (now - this.#since) / 1000;
    if (passed < 1) return;
    // Another player counts from its own beginning; and what was before somebody asked is no rate.
    const isFresh = passed > 5 || frames < this.#frames || bytes < this.#bytes;
    this.#fps = isFresh ? 0 : (frames - this.#frames) / passed;
    this.#bits = isFresh ? 0 : ((bytes - this.#bytes) * 8) / passed;
    this.#since = now;
    this.#frames = frames;
    this.#bytes = bytes;
  }

  /**
   * @param {string} key
   * @param {string} label
   * @param {string} value
   */
  #set(key, label, value) {
    let place = this.#values.get(key);
    if (!place) {
      place = make("dd", { "data-value": key });
      this.#values.set(key, place);
      this.element.append(make("dt", {}, label), place);
    }
    say(place, value);
  }
}
