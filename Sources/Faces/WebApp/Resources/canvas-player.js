// @ts-check
// What the players that draw on a canvas have in common: frames over a WebSocket, each picture shown as it comes, sound beside it.

import { answers } from "./api.js";
import { CanvasScreen } from "./canvas-screen.js";
import { canBeHeard, FrameSound } from "./frame-sound.js";
import { LiveSocket } from "./live-socket.js";
import { Player } from "./player.js";
import { serverNow } from "./server-clock.js";
import { words } from "./words.js";

/** Of a frame: what it is, whether it is a key frame, its time. */
const head = 10;
const tickEvery = 250;
const stalledAfter = 4000;

export class CanvasPlayer extends Player {
  /** @type {LiveSocket | null} */ #socket = null;
  /** @type {FrameSound | null} */ #sound = null;
  #ticker = 0;
  #lastBytes = 0;
  /** Pictures that came and were not shown. */
  dropped = 0;
  /** Seconds since 1970 of the newest picture drawn. */
  shownTime = 0;
  /**
   * The camera's sound, as its status says it.
   * @type {import("./types.js").AudioFormat | null}
   */
  audio = null;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {HTMLVideoElement} video whose volume and muting the sound follows
   * @param {() => void} changed
   */
  constructor(canvas, video, changed) {
    super(changed);
    this.canvas = canvas;
    this.video = video;
    this.screen = new CanvasScreen(canvas, (width, height) => this.#drawn(width, height));
  }

  // What each kind does in its own way.

  /** What its pictures are. */
  get codec() {
    return "";
  }

  /**
   * A picture has come.
   * @param {boolean} isKey @param {number} seconds since 1970 @param {Uint8Array} data
   */
  take(isKey, seconds, data) {}

  /** The connection is gone or given up: what was on its way counts no more. */
  rest() {
    this.screen.rest();
  }

  /** The recorder answers, and does not send the stream. */
  refused() {
    this.become("error", words("player.refused"));
  }

  // What all do alike.

  /** @override */
  hurry() {
    this.#socket?.hurry();
  }

  /** @override */
  get picture() {
    return this.canvas;
  }

  /** @override */
  get latency() {
    return this.shownTime ? Math.max(0, serverNow() / 1000 - this.shownTime) : null;
  }

  /** @override */
  get droppedFrames() {
    return this.dropped;
  }

  /** @override */
  get silence() {
    return (performance.now() - this.#lastBytes) / 1000;
  }

  /** @override */
  enter() {
    this.#lastBytes = performance.now();
    this.hasAudio = false;
    this.#socket = new LiveSocket(this.address, {
      connecting: () => this.#connecting(),
      init: () => {},
      fragment: (bytes) => this.#frame(bytes),
      sound: (seconds, bytes) => this.#heard(seconds, bytes),
      liveEdge: () => {},
      dropped: () => {},
      interrupted: (reason) => this.become("interrupted", reason),
      ended: () => this.become("ended"),
      refused: (detail) => this.become("error", detail),
      lost: (retryAt, wasOpen) => void this.#lost(retryAt, wasOpen),
    });
    this.#ticker = setInterval(() => this.#tick(), tickEvery);
  }

  /** @override */
  leave() {
    clearInterval(this.#ticker);
    this.#socket?.close();
    this.#socket = null;
    this.#sound?.close();
    this.#sound = null;
    this.rest();
    this.retryAt = null;
  }

  #connecting() {
    this.retryAt = null;
    if (["idle", "paused", "live"].includes(this.state)) this.become("connecting");
    else this.changed();
  }

  /**
   * @param {number} retryAt
   * @param {boolean} wasOpen
   */
  async #lost(retryAt, wasOpen) {
    this.rest();
    this.retryAt = retryAt;
    const socket = this.#socket;
    // A browser does not say why a WebSocket was refused.
    const isRefused = !wasOpen && (await answers());
    if (socket !== this.#socket || this.state === "live") return;
    if (isRefused) this.refused();
    else this.become("offline");
  }

  /** @param {ArrayBuffer} message */
  #frame(message) {
    this.bytes += message.byteLength;
    this.#lastBytes = performance.now();
    if (message.byteLength <= head) return;
    const view = new DataView(message);
    if (view.getUint8(0) === 0) this.take(view.getUint8(1) === 1, view.getFloat64(2, true), new Uint8Array(message, head));
  }

  /** @param {number} seconds @param {Uint8Array} bytes */
  #heard(seconds, bytes) {
    const { audio } = this;
    if (!this.hasAudio) this.hasAudio = canBeHeard(audio);
    if (!this.hasAudio || !audio) return;
    this.#sound ??= new FrameSound(this.video, audio);
    this.#sound.push(seconds, bytes);
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  #drawn(width, height) {
    this.frames += 1;
    this.hasPicture = true;
    this.shown = { codec: this.codec, width, height, transcoded: false };
    if (this.state === "live") return;
    this.#socket?.forgive();
    this.become("live");
  }

  #tick() {
    const silent = performance.now() - this.#lastBytes;
    if (silent > stalledAfter && (this.state === "live" || this.state === "connecting")) this.become("stalled");
    else this.changed();
  }
}
