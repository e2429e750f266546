// @ts-check
// Sound of raw frames, for players that show pictures as they come: decoded, and handed to the sound card a moment later.

import { lawTable } from "./law-sound.js";

/** @typedef {import("./types.js").AudioFormat} AudioFormat */

/** Seconds from a piece's coming to its sounding: enough for the network's unevenness. */
const reserve = 0.15;
/** Further ahead than this, the time line has jumped: the sound begins anew. */
const mostAhead = 1;
/** So far off, a piece still joins the one before it. */
const joint = 0.03;
/** ISO/IEC 14496-3, table 1.18. */
const rates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000];

/** What is to be asked for beside what always comes. */
export const wantedSound = () => ("AudioDecoder" in globalThis ? ["aac"] : []);

/** @param {AudioFormat} audio as the camera's status says it @returns {"law" | AudioDecoderConfig | null} null: it cannot be heard here */
function decoding({ codec, sample_rate: sampleRate, channels }) {
  if (codec === "alaw" || codec === "ulaw") return sampleRate === 8000 && channels === 1 ? "law" : null;
  if (!("AudioDecoder" in globalThis)) return null;
  if (codec === "opus") return { codec, sampleRate: 48_000, numberOfChannels: channels };
  const kind = Number(codec.match(/^mp4a\.40\.([1-4])$/)?.[1] ?? 0);
  const rate = rates.indexOf(sampleRate);
  if (kind === 0 || rate < 0 || channels < 1 || channels > 6) return null;
  // The decoder is told what stands in no frame: ISO/IEC 14496-3 §1.6.2.1.
  const description = Uint8Array.of((kind << 3) | (rate >> 1), ((rate & 1) << 7) | (channels << 3));
  return { codec, sampleRate, numberOfChannels: channels, description };
}

/** @param {AudioFormat | null} audio @returns {boolean} whether it can be heard here */
export const canBeHeard = (audio) => "AudioContext" in globalThis && audio !== null && decoding(audio) !== null;

export class FrameSound {
  /** @type {AudioContext | null} */ #context = null;
  /** @type {GainNode | null} */ #gain = null;
  /** @type {AudioDecoder | null} */ #decoder = null;
  /** The stream's time less the sound card's; null: nothing sounds. */
  /** @type {number | null} */ #shift = null;
  /** Of the sound card's clock: where what was handed over ends. */
  #end = 0;
  #hasFailed = false;
  #table = lawTable("a");
  #how;
  #loudness = () => {
    if (this.#gain) this.#gain.gain.value = this.video.muted ? 0 : this.video.volume;
    if (this.video.muted) this.#shift = null;
  };

  /** @param {HTMLVideoElement} video whose volume and muting it follows @param {AudioFormat} audio */
  constructor(video, audio) {
    this.video = video;
    this.#how = decoding(audio);
    video.addEventListener("volumechange", this.#loudness);
  }

  /** @param {number} seconds of the stream @param {Uint8Array} bytes */
  push(seconds, bytes) {
    if (this.video.muted || this.#how === null || this.#hasFailed || bytes.length === 0) return;
    const context = (this.#context ??= new AudioContext());
    if (!this.#gain) {
      this.#gain = context.createGain();
      this.#gain.connect(context.destination);
      this.#loudness();
    }
    // Until somebody has touched the page, browsers let nothing sound.
    if (context.state !== "running") return void context.resume().catch(() => {});
    if (this.#how === "law") return this.#playLaw(context, seconds, bytes);
    try {
      this.#ready(this.#how).decode(new EncodedAudioChunk({ type: "key", timestamp: Math.round(seconds * 1e6), data: bytes }));
    } catch {
      this.#fail();
    }
  }

  close() {
    this.video.removeEventListener("volumechange", this.#loudness);
    if (this.#decoder && this.#decoder.state !== "closed") this.#decoder.close();
    this.#decoder = null;
    void this.#context?.close();
    this.#context = null;
    this.#gain = null;
  }

  #fail() {
    this.#hasFailed = true;
    this.#decoder = null;
  }

  /** @param {AudioDecoderConfig} how */
  #ready(how) {
    if (this.#decoder) return this.#decoder;
    const decoder = new AudioDecoder({ output: (data) => this.#decoded(data), error: () => this.#fail() });
    decoder.configure(how);
    this.#decoder = decoder;
    return decoder;
  }

  /** @param {AudioContext} context @param {number} seconds @param {Uint8Array} bytes */
  #playLaw(context, seconds, bytes) {
    const buffer = context.createBuffer(1, bytes.length, 8000);
    const samples = buffer.getChannelData(0);
    bytes.forEach((byte, i) => (samples[i] = this.#table[byte] ?? 0));
    this.#play(context, seconds, buffer);
  }

  /** @param {AudioData} data */
  #decoded(data) {
    const context = this.#context;
    if (context && !this.video.muted) {
      const buffer = context.createBuffer(data.numberOfChannels, data.numberOfFrames, data.sampleRate);
      for (let channel = 0; channel < data.numberOfChannels; channel += 1) {
        data.copyTo(buffer.getChannelData(channel), { planeIndex: channel, format: "f32-planar" });
      }
      this.#play(context, data.timestamp / 1e6, buffer);
    }
    data.close();
  }

  /** @param {AudioContext} context @param {number} seconds @param {AudioBuffer} buffer */
  #play(context, seconds, buffer) {
    if (!this.#gain) return;
    const clock = context.currentTime;
    let at = this.#shift === null ? -1 : seconds - this.#shift;
    if (Math.abs(at - this.#end) < joint) at = this.#end;
    if (at < clock || at > clock + mostAhead) {
      at = clock + reserve;
      this.#shift = seconds - at;
    }
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.#gain);
    source.start(at);
    this.#end = at + buffer.duration;
  }
}
