// @ts-check
// Plays one live stream with WebCodecs on a canvas: for what this browser decodes, but does not play in a <video>. Without sound.

import { CanvasScreen } from "./canvas-screen.js";
import { LiveSocket } from "./live-socket.js";
import { Player } from "./player.js";
import { serverNow } from "./server-clock.js";

/** Of a frame: what it is, whether it is a key frame, its time. */
const head = 10;
/** More than so many waiting, the decoder does not keep up: it goes on with the next key frame. */
const mostWaiting = 60;
/** So often nothing came of a connection: there is nothing to be had in this way. */
const mostFailures = 3;
const tickEvery = 250;
const stalledAfter = 4000;

/** By the names that the server knows, each with a kind of stream that stands for all of its. */
const samples = { h264: "avc1.64001f", h265: "hvc1.1.6.L93.B0" };

/**
 * What this browser decodes with WebCodecs, by the names that the server knows.
 * @returns {Promise<string[]>}
 */
export async function decodableCodecs() {
  if (!("VideoDecoder" in globalThis)) return [];
  const found = [];
  for (const [name, codec] of Object.entries(samples)) {
    const answer = await VideoDecoder.isConfigSupported({ codec }).catch(() => ({ supported: false }));
    if (answer.supported) found.push(name);
  }
  return found;
}

export class FramesPlayer extends Player {
  /** @type {LiveSocket | null} */ #socket = null;
  /** @type {VideoDecoder | null} */ #decoder = null;
  #screen;
  #ticker = 0;
  #lastBytes = 0;
  #failures = 0;
  #dropped = 0;
  /** Seconds since 1970 of the newest picture drawn. */
  #shownTime = 0;
  #needsKey = true;
  /** As the camera's status says it: "avc1.640028". */
  codec = "";

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
    this.#socket?.hurry();
  }

  /** @override */
  get picture() {
    return this.canvas;
  }

  /** @override */
  get latency() {
    return this.#shownTime ? Math.max(0, serverNow() / 1000 - this.#shownTime) : null;
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
    this.#lastBytes = performance.now();
    this.#socket = new LiveSocket(this.address, {
      connecting: () => this.#connecting(),
      init: () => {},
      fragment: (bytes) => this.#take(bytes),
      sound: () => {},
      liveEdge: () => {},
      dropped: () => {},
      interrupted: (reason) => this.become("interrupted", reason),
      ended: () => this.become("ended"),
      refused: (detail) => this.become("error", detail),
      lost: (retryAt) => this.#lost(retryAt),
    });
    this.#ticker = setInterval(() => this.#tick(), tickEvery);
  }

  /** @override */
  leave() {
    clearInterval(this.#ticker);
    this.#socket?.close();
    this.#socket = null;
    this.#closeDecoder();
    this.retryAt = null;
  }

  #connecting() {
    this.retryAt = null;
    this.#needsKey = true;
    if (["idle", "paused", "live"].includes(this.state)) this.become("connecting");
    else this.changed();
  }

  /** @param {number} retryAt */
  #lost(retryAt) {
    this.#closeDecoder();
    this.#failures += 1;
    if (this.#failures >= mostFailures) {
      this.leave();
      return this.become("unsupported");
    }
    this.retryAt = retryAt;
    this.become("offline");
  }

  /** @param {ArrayBuffer} message */
  #take(message) {
    this.bytes += message.byteLength;
    this.#lastBytes = performance.now();
    if (message.byteLength <= head) return;
    const view = new DataView(message);
    if (view.getUint8(0) !== 0) return;
    const isKey = view.getUint8(1) === 1;
    const decoder = this.#ready();
    if (!decoder) return;
    if (decoder.decodeQueueSize > mostWaiting) this.#needsKey = true;
    if (this.#needsKey && !isKey) {
      this.#dropped += 1;
      return;
    }
    this.#needsKey = false;
    const timestamp = Math.round(view.getFloat64(2, true) * 1e6);
    const data = new Uint8Array(message, head);
    try {
      decoder.decode(new EncodedVideoChunk({ type: isKey ? "key" : "delta", timestamp, data }));
    } catch {
      this.#failed();
    }
  }

  /** @returns {VideoDecoder | null} */
  #ready() {
    if (this.#decoder?.state === "configured") return this.#decoder;
    try {
      const decoder = new VideoDecoder({ output: (frame) => this.#show(frame), error: () => this.#failed() });
      decoder.configure({ codec: this.codec, optimizeForLatency: true });
      this.#decoder = decoder;
      this.#needsKey = true;
      return decoder;
    } catch {
      this.#failed();
      return null;
    }
  }

  #failed() {
    this.#closeDecoder();
    this.#failures += 1;
    if (this.#failures < mostFailures) return;
    this.leave();
    this.become("unsupported");
  }

  #closeDecoder() {
    if (this.#decoder && this.#decoder.state !== "closed") this.#decoder.close();
    this.#decoder = null;
    this.#screen.rest();
  }

  /** @param {VideoFrame} frame */
  #show(frame) {
    this.#shownTime = frame.timestamp / 1e6;
    const { displayWidth: width, displayHeight: height } = frame;
    if (!this.#screen.show({ image: frame, width, height, close: () => frame.close() })) this.#dropped += 1;
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  #drawn(width, height) {
    this.frames += 1;
    this.#failures = 0;
    this.hasPicture = true;
    this.shown = { codec: this.codec, width, height, transcoded: false };
    if (this.state !== "live") {
      this.#socket?.forgive();
      this.become("live");
    }
  }

  #tick() {
    const silent = performance.now() - this.#lastBytes;
    if (silent > stalledAfter && (this.state === "live" || this.state === "connecting")) this.become("stalled");
    else this.changed();
  }
}
