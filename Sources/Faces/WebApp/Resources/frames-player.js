// @ts-check
// Plays one live stream with WebCodecs on a canvas: for what this browser decodes, but does not play in a <video>.

import { CanvasPlayer } from "./canvas-player.js";
import { isOpeningMany } from "./opening-gate.js";

/** More than so many waiting, the decoder does not keep up: it goes on with the next key frame. */
const mostWaiting = 60;
/** In so many ms from the first key frame on more may wait: the group of pictures that leads to the live edge comes at once. */
const beginning = 3000;
const mostWaitingAtFirst = 300;
/** With more waiting it catches up with the live edge: then pictures are drawn so often, in ms, since each is an old one. */
const waitingAtEdge = 2;
const catchingUpEvery = 50;
/** So long at most, in ms, a camera shows its first picture alone, while others have not come so far. */
const longestPolite = 700;
/** So often nothing came of it: there is nothing to be had in this way. */
const mostFailures = 3;

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

export class FramesPlayer extends CanvasPlayer {
  /** @type {VideoDecoder | null} */ #decoder = null;
  #failures = 0;
  #needsKey = true;
  #lastShown = 0;
  /**
   * What comes after the first picture, as long as others have none.
   * @type {EncodedVideoChunk[]}
   */
  #held = [];
  /** When the first key frame came; 0: none has. */ #begunAt = 0;
  #isUnderWay = false;
  /** As the camera's status says it: "avc1.640028". */
  wanted = "";

  /** @override */
  get codec() {
    return this.wanted;
  }

  /**
   * @override
   * @param {boolean} isKey @param {number} seconds @param {Uint8Array} data
   */
  take(isKey, seconds, data) {
    const decoder = this.#ready();
    if (!decoder) return;
    const most = performance.now() - this.#begunAt < beginning ? mostWaitingAtFirst : mostWaiting;
    if (decoder.decodeQueueSize > most) this.#needsKey = true;
    if (this.#needsKey && !isKey) {
      this.dropped += 1;
      return;
    }
    this.#needsKey = false;
    const timestamp = Math.round(seconds * 1e6);
    const chunk = new EncodedVideoChunk({ type: isKey ? "key" : "delta", timestamp, data });
    if (this.#holds(isKey)) {
      this.#held.push(chunk);
      return;
    }
    const chunks = [...this.#held, chunk];
    this.#held = [];
    try {
      for (const one of chunks) decoder.decode(one);
    } catch {
      this.#failed();
    }
  }

  /**
   * Whether a picture waits until others have their first: decoding all that leads to the live edge keeps a small machine busy.
   * @param {boolean} isKey
   */
  #holds(isKey) {
    if (this.#isUnderWay) return false;
    const now = performance.now();
    if (isKey && this.#held.length === 0 && this.#begunAt === 0) {
      this.#begunAt = now;
      return false;
    }
    if (isOpeningMany() && now - this.#begunAt < longestPolite) return true;
    this.#isUnderWay = true;
    return false;
  }

  /** @override */
  rest() {
    if (this.#decoder && this.#decoder.state !== "closed") this.#decoder.close();
    this.#decoder = null;
    this.#needsKey = true;
    this.#held = [];
    this.#begunAt = 0;
    this.#isUnderWay = false;
    super.rest();
  }

  /** @override */
  refused() {
    super.refused();
    this.#failed();
  }

  /** @returns {VideoDecoder | null} */
  #ready() {
    if (this.#decoder?.state === "configured") return this.#decoder;
    try {
      const decoder = new VideoDecoder({ output: (frame) => this.#show(frame), error: () => this.#failed() });
      decoder.configure({ codec: this.wanted, optimizeForLatency: true });
      this.#decoder = decoder;
      this.#needsKey = true;
      return decoder;
    } catch {
      this.#failed();
      return null;
    }
  }

  #failed() {
    this.rest();
    this.#failures += 1;
    if (this.#failures < mostFailures) return;
    this.#failures = 0;
    this.leave();
    this.become("unsupported");
  }

  /** @param {VideoFrame} frame */
  #show(frame) {
    this.#failures = 0;
    const now = performance.now();
    if ((this.#decoder?.decodeQueueSize ?? 0) > waitingAtEdge && now - this.#lastShown < catchingUpEvery) {
      frame.close();
      this.dropped += 1;
      return;
    }
    this.#lastShown = now;
    this.shownTime = frame.timestamp / 1e6;
    const { displayWidth: width, displayHeight: height } = frame;
    if (!this.screen.show({ image: frame, width, height, close: () => frame.close() })) this.dropped += 1;
  }
}
