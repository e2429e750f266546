// @ts-check
// Plays one live stream with WebCodecs on a canvas: for what this browser decodes, but does not play in a <video>.

import { CanvasPlayer } from "./canvas-player.js";

/** More than so many waiting, the decoder does not keep up: it goes on with the next key frame. */
const mostWaiting = 60;
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
    if (decoder.decodeQueueSize > mostWaiting) this.#needsKey = true;
    if (this.#needsKey && !isKey) {
      this.dropped += 1;
      return;
    }
    this.#needsKey = false;
    const timestamp = Math.round(seconds * 1e6);
    try {
      decoder.decode(new EncodedVideoChunk({ type: isKey ? "key" : "delta", timestamp, data }));
    } catch {
      this.#failed();
    }
  }

  /** @override */
  rest() {
    if (this.#decoder && this.#decoder.state !== "closed") this.#decoder.close();
    this.#decoder = null;
    this.#needsKey = true;
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
    this.shownTime = frame.timestamp / 1e6;
    const { displayWidth: width, displayHeight: height } = frame;
    if (!this.screen.show({ image: frame, width, height, close: () => frame.close() })) this.dropped += 1;
  }
}
