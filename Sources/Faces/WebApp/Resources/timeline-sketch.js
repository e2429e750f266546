// @ts-check
// The picture that is shown until the right one is there: of the storyboard at once, then the key frame of the recording, and where
// no film can be played the very picture.

import * as api from "./api.js";
import { momentOf, textOf } from "./timeline-time.js";

/** @typedef {import("./timeline-storyboard.js").Storyboards} Storyboards */

const retryAfter = 4000;

export class Sketch {
  /** Of when the picture is that is drawn, ms; 0: none is. */
  shown = 0;
  /** @type {"story" | "still" | ""} */ kind = "";
  #canvas;
  #camera = "";
  /** For which moment; of which exactness. */
  #wanted = { time: 0, isExact: false, since: 0 };
  /** @type {AbortController | null} */ #asking = null;
  #answered = { time: 0, isExact: false };
  /** Of which moment nothing is recorded. */
  #nothingAt = 0;
  #restUntil = 0;
  #drawn = 0;
  #drawing = 0;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
  }

  /** @param {string} camera */
  open(camera) {
    this.#camera = camera;
    this.forget();
  }

  forget() {
    this.#asking?.abort();
    this.#asking = null;
    this.shown = 0;
    this.kind = "";
    this.#answered = { time: 0, isExact: false };
    this.#nothingAt = 0;
  }

  /**
   * The server was asked, and nothing is recorded then.
   * @param {number} time
   */
  isNothing(time) {
    return this.#nothingAt === time;
  }

  /**
   * @param {number} time @param {Storyboards} storyboards @param {number} interval seconds @param {number} width pixels
   * @param {boolean} isExact not the key frame, but the picture itself
   * @param {{still: number, story: number}} patience ms that somebody stays before the server is asked for the key frame, and for the storyboard
   */
  want(time, storyboards, interval, width, isExact, patience) {
    const now = performance.now();
    if (time !== this.#wanted.time || isExact !== this.#wanted.isExact) this.#wanted = { time, isExact, since: now };
    const isAnswered = this.#answered.time === time && (this.#answered.isExact || !isExact);
    if (isAnswered) return;
    const stayed = now - this.#wanted.since;
    if (stayed >= patience.story) storyboards.want(this.#camera, time, interval);
    this.#fromStoryboard(time, storyboards);
    if (!this.#asking && stayed >= patience.still && Date.now() > this.#restUntil) void this.#ask(time, width, isExact);
  }

  /** @param {number} time @param {Storyboards} storyboards */
  #fromStoryboard(time, storyboards) {
    const tile = storyboards.pictureAt(this.#camera, time);
    // A sharp picture that is nearer stays.
    if (!tile || tile.at === this.shown || tile.at === this.#drawing) return;
    if (this.kind === "still" && Math.abs(this.shown - time) <= Math.abs(tile.at - time)) return;
    this.#drawing = tile.at;
    void this.#draw(tile.blob, tile.at, "story");
  }

  /** @param {number} time @param {number} width @param {boolean} isExact */
  async #ask(time, width, isExact) {
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const asked = { at: textOf(time), width: Math.min(1920, Math.max(160, Math.ceil(width / 160) * 160)) };
      const response = await api.media(api.stillAddress(this.#camera, { ...asked, exact: isExact ? "frame" : "key" }), asking.signal);
      if (response.status === 204) {
        this.#nothingAt = time;
        this.#answered = { time, isExact: true };
      } else {
        await this.#take(response, time);
        this.#answered = { time, isExact };
      }
    } catch {
      if (!asking.signal.aborted) this.#restUntil = Date.now() + retryAfter;
    }
    if (this.#asking === asking) this.#asking = null;
  }

  /** @param {Response} response @param {number} time that was asked for */
  async #take(response, time) {
    const at = momentOf(response.headers.get("nightjar-picture-time") ?? textOf(time));
    await this.#draw(await response.blob(), at, "still");
  }

  /** @param {Blob} blob @param {number} at @param {"story" | "still"} kind */
  async #draw(blob, at, kind) {
    const camera = this.#camera;
    const number = this.#drawn + 1;
    this.#drawn = number;
    const picture = await createImageBitmap(blob).catch(() => null);
    // A later one may have been quicker.
    if (!picture || camera !== this.#camera || (number < this.#drawn && kind === "story")) return;
    this.#canvas.width = picture.width;
    this.#canvas.height = picture.height;
    this.#canvas.getContext("2d")?.drawImage(picture, 0, 0);
    picture.close();
    this.shown = at;
    this.kind = kind;
  }
}

