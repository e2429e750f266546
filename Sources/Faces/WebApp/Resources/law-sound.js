// @ts-check
// G.711, which no browser decodes beside a picture: made to sound in time with a <video>.

/** @typedef {{law: "a" | "mu", sample_rate: number, channels: number}} LawFormat */

/** Seconds that a piece is handed to the sound card before it is due. */
const ahead = 0.25;
/** So far off, a piece still joins the one before it: the time of a <video> moves in steps of a picture. */
const joint = 0.08;
/** More than this is never waited for. */
const mostWaiting = 500;

/**
 * ITU-T G.711: what each byte stands for, from -1 to 1.
 * @param {"a" | "mu"} law @returns {Float32Array}
 */
export function lawTable(law) {
  return Float32Array.from({ length: 256 }, (_, byte) => (law === "a" ? fromALaw(byte) : fromMuLaw(byte)) / 32768);
}

/** @param {number} byte */
function fromALaw(byte) {
  const code = byte ^ 0x55;
  const segment = (code & 0x70) >> 4;
  const step = ((code & 0x0f) << 4) + (segment === 0 ? 8 : 0x108);
  const value = segment > 1 ? step << (segment - 1) : step;
  return code & 0x80 ? value : -value;
}

/** @param {number} byte */
function fromMuLaw(byte) {
  const code = ~byte & 0xff;
  const value = ((((code & 0x0f) << 3) + 0x84) << ((code & 0x70) >> 4)) - 0x84;
  return code & 0x80 ? -value : value;
}

export class LawSound {
  /** @type {AudioContext | null} */ #context = null;
  /** @type {GainNode | null} */ #gain = null;
  /** @type {{time: number, bytes: Uint8Array}[]} */ #waiting = [];
  /** Of the sound card's clock: where what was handed over ends. */
  #end = 0;
  #table;
  #loudness = () => {
    if (this.#gain) this.#gain.gain.value = this.video.muted ? 0 : this.video.volume;
  };

  /** @param {HTMLVideoElement} video whose time, volume and muting it follows @param {LawFormat} format */
  constructor(video, format) {
    this.video = video;
    this.format = format;
    this.#table = lawTable(format.law);
    video.addEventListener("volumechange", this.#loudness);
  }

  /** @param {number} time in seconds, of the video @param {Uint8Array} bytes */
  push(time, bytes) {
    this.#waiting.push({ time, bytes });
    if (this.#waiting.length > mostWaiting) this.#waiting.shift();
    this.#pump();
  }

  close() {
    this.video.removeEventListener("volumechange", this.#loudness);
    this.#waiting = [];
    void this.#context?.close();
    this.#context = null;
    this.#gain = null;
  }

  /** Hands over what is due soon. Each piece that comes calls it, so that it needs no clock of its own. */
  #pump() {
    const { video } = this;
    const now = video.currentTime;
    if (video.muted || video.paused || video.seeking || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
      // Of what was not to be heard only that is kept whose time is to come.
      while (this.#waiting[0] && this.#waiting[0].time < now) this.#waiting.shift();
      return;
    }
    const context = (this.#context ??= new AudioContext());
    if (!this.#gain) {
      this.#gain = context.createGain();
      this.#gain.connect(context.destination);
      this.#loudness();
    }
    // Until somebody has touched the page, browsers let nothing sound.
    if (context.state !== "running") return void context.resume().catch(() => {});
    const clock = context.currentTime;
    for (let piece = this.#waiting[0]; piece; piece = this.#waiting[0]) {
      const due = clock + (piece.time - now) / video.playbackRate;
      if (due > clock + ahead) return;
      this.#waiting.shift();
      const at = Math.abs(due - this.#end) < joint ? this.#end : due;
      // Too late: the picture has gone on.
      if (at >= clock) this.#play(context, piece.bytes, at);
    }
  }

  /** @param {AudioContext} context @param {Uint8Array} bytes @param {number} at */
  #play(context, bytes, at) {
    const { channels, sample_rate: rate } = this.format;
    const length = Math.floor(bytes.length / channels);
    if (length === 0 || !this.#gain) return;
    const buffer = context.createBuffer(channels, length, rate);
    for (let channel = 0; channel < channels; channel += 1) {
      const samples = buffer.getChannelData(channel);
      for (let i = 0; i < length; i += 1) samples[i] = this.#table[bytes[i * channels + channel] ?? 0] ?? 0;
    }
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.playbackRate.value = this.video.playbackRate;
    source.connect(this.#gain);
    source.start(at);
    this.#end = at + length / rate / this.video.playbackRate;
  }
}
