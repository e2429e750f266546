// @ts-check
// Plays one live stream as JPEG pictures, one after the other, on a canvas: where nothing else can be shown. Without sound.

import { problemOf } from "./api.js";
import { CanvasScreen } from "./canvas-screen.js";
import { MultipartReader } from "./multipart-reader.js";
import { Player } from "./player.js";
import { words } from "./words.js";

/** A browser opens six connections to a server that does not speak HTTP/2; the page itself needs some. */
const mostAtOnce = 3;
const firstPause = 1000;
const longestPause = 15_000;
const tickEvery = 250;
const stalledAfter = 6000;

let open = 0;

export class PicturesPlayer extends Player {
  /** @type {AbortController | null} */ #ending = null;
  #screen;
  #ticker = 0;
  #timer = 0;
  #failures = 0;
  #dropped = 0;
  #lastBytes = 0;
  #isDecoding = false;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {() => void} changed
   */
  constructor(canvas, changed) {
    super(changed);
    this.canvas = canvas;
    this.#screen = new CanvasScreen(canvas, (width, height) => this.#drawn(width, height));
  }

  /** @override */
  hurry() {
    if (this.#ending || this.address === "" || this.state === "paused") return;
    clearTimeout(this.#timer);
    this.enter();
  }

  /** @override */
  get picture() {
    return this.canvas;
  }

  /** @override */
  get droppedFrames() {
    return this.#dropped;
  }

  /** @override */
  get silence() {
    return (performance.now() - this.#lastBytes) / 1000;
  }

  /** @override */
  enter() {
    this.retryAt = null;
    if (this.state === "idle" || this.state === "paused" || this.state === "live") this.become("connecting");
    const ending = new AbortController();
    this.#ending = ending;
    this.#lastBytes = performance.now();
    clearInterval(this.#ticker);
    this.#ticker = setInterval(() => this.#tick(), tickEvery);
    void this.#run(ending);
  }

  /** @override */
  leave() {
    clearInterval(this.#ticker);
    clearTimeout(this.#timer);
    this.#ending?.abort();
    this.#ending = null;
    this.#screen.rest();
    this.retryAt = null;
  }

  /** @param {AbortController} ending */
  async #run(ending) {
    if (open >= mostAtOnce) return this.#later(ending, "error", words("player.too-many-pictures"));
    open += 1;
    try {
      const response = await fetch(this.address, { signal: ending.signal });
      if (!response.ok || !response.body) return this.#later(ending, "error", (await problemOf(response)).message);
      const reader = new MultipartReader(response.headers.get("content-type") ?? "");
      const body = response.body.getReader();
      for (;;) {
        const { done, value } = await body.read();
        if (done || ending.signal.aborted) break;
        this.#lastBytes = performance.now();
        this.bytes += value.byteLength;
        for (const picture of reader.push(value)) void this.#show(picture, ending);
      }
      this.#later(ending, "ended", "");
    } catch {
      this.#later(ending, "offline", "");
    } finally {
      open -= 1;
    }
  }

  /**
   * @param {AbortController} ending
   * @param {import("./player.js").PlayerState} state
   * @param {string} detail
   */
  #later(ending, state, detail) {
    if (ending !== this.#ending) return;
    this.#ending = null;
    clearInterval(this.#ticker);
    const pause = Math.min(longestPause, firstPause * 2 ** this.#failures) * (0.7 + 0.6 * Math.random());
    this.#failures += 1;
    this.retryAt = Date.now() + pause;
    this.#timer = setTimeout(() => this.enter(), pause);
    this.become(state, detail);
  }

  /**
   * @param {Uint8Array} jpeg
   * @param {AbortController} ending
   */
  async #show(jpeg, ending) {
    // One at a time: what comes meanwhile is older than what comes next.
    if (this.#isDecoding) {
      this.#dropped += 1;
      return;
    }
    this.#isDecoding = true;
    try {
      const image = await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" }));
      if (ending !== this.#ending) return image.close();
      this.#screen.show({ image, width: image.width, height: image.height, close: () => image.close() });
    } catch {
      this.#dropped += 1;
    } finally {
      this.#isDecoding = false;
    }
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  #drawn(width, height) {
    this.frames += 1;
    this.#failures = 0;
    this.hasPicture = true;
    this.shown = { codec: "JPEG", width, height, transcoded: false };
    if (this.state !== "live") this.become("live");
  }

  #tick() {
    const silent = performance.now() - this.#lastBytes;
    if (silent > stalledAfter && (this.state === "live" || this.state === "connecting")) this.become("stalled");
    else this.changed();
  }
}
