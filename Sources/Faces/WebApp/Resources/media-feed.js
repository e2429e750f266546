// @ts-check
// One time line of a live stream in Media Source Extensions: appends in order, seeks in order, forgets what is past.

/** @typedef {{append: ArrayBuffer} | {seek: number} | {remove: number}} Step */

const keepBehind = 20;
const trimEvery = 5;
const longestQueue = 24 * 1024 * 1024;

/**
 * Safari on phones has only the managed kind.
 * @returns {typeof MediaSource | undefined}
 */
function sourceKind() {
  const global = /** @type {any} */ (globalThis);
  return global.MediaSource ?? global.ManagedMediaSource;
}

/** @param {string} mime @returns {boolean} whether this browser can play it live */
export const canPlayLive = (mime) => sourceKind()?.isTypeSupported(mime) ?? false;

/** By the names that the server knows, each with a kind of stream that stands for all of its. */
const samples = {
  h264: 'video/mp4; codecs="avc1.64001f"',
  h265: 'video/mp4; codecs="hvc1.1.6.L93.B0"',
  aac: 'audio/mp4; codecs="mp4a.40.2"',
  opus: 'audio/mp4; codecs="opus"',
};

/** @returns {string[]} what this browser can play live; of G.711 the player makes sound itself (law-sound.js) */
export const playableCodecs = () => [
  ...Object.entries(samples).filter(([, mime]) => canPlayLive(mime)).map(([name]) => name),
  ...("AudioContext" in globalThis ? ["g711"] : []),
];

export class MediaFeed {
  /** @type {SourceBuffer | null} */ #buffer = null;
  /** @type {Step[]} */ #steps = [];
  #queued = 0;
  #begun = false;
  #closed = false;
  #url;

  /**
   * @param {HTMLVideoElement} video @param {string} mime
   * @param {(error: unknown) => void} failed once; the feed is of no more use
   */
  constructor(video, mime, failed) {
    this.video = video;
    this.failed = failed;
    const Kind = /** @type {typeof MediaSource} */ (sourceKind());
    const source = new Kind();
    this.source = source;
    this.#url = URL.createObjectURL(source);
    source.addEventListener("sourceopen", () => this.#opened(mime), { once: true });
    video.disableRemotePlayback = true;
    video.src = this.#url;
  }

  /** @param {ArrayBuffer} bytes */
  append(bytes) {
    this.#queued += bytes.byteLength;
    // The decoder does not keep up at all, or the page was asleep: a fresh start is better than memory without end.
    if (this.#queued > longestQueue) return this.#fail(new Error("too much waits to be shown"));
    this.#steps.push({ append: bytes });
    this.#next();
  }

  /**
   * Seeks once all that was appended before is there.
   * @param {number} seconds media time
   */
  seekAfterwards(seconds) {
    this.#steps.push({ seek: seconds });
    this.#next();
  }

  /** @returns {{start: number, end: number} | null} the newest stretch without a hole, in media time */
  get newest() {
    const ranges = this.#buffer && !this.#closed ? this.#buffer.buffered : null;
    if (!ranges || ranges.length === 0) return null;
    return { start: ranges.start(ranges.length - 1), end: ranges.end(ranges.length - 1) };
  }

  /** Forgets the picture that is more than 20 s old. */
  trim() {
    const ranges = this.#buffer && !this.#closed ? this.#buffer.buffered : null;
    if (!ranges || ranges.length === 0) return;
    const until = this.video.currentTime - keepBehind;
    if (until - ranges.start(0) < trimEvery || this.#steps.some((step) => "remove" in step)) return;
    this.#steps.push({ remove: until });
    this.#next();
  }

  close() {
    this.#closed = true;
    this.#steps = [];
    URL.revokeObjectURL(this.#url);
  }

  /** @param {string} mime */
  #opened(mime) {
    if (this.#closed) return;
    try {
      this.#buffer = this.source.addSourceBuffer(mime);
      this.source.duration = Infinity;
      this.#buffer.addEventListener("updateend", () => {
        this.#begin();
        this.#next();
      });
      this.#buffer.addEventListener("error", () => this.#fail(new Error("the stream could not be read")));
      this.#next();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The picture that is decoded first is that of the first key frame: the element goes there as soon as it can be played. */
  #begin() {
    const newest = this.#begun ? null : this.newest;
    if (!newest) return;
    this.#begun = true;
    this.video.currentTime = newest.start;
  }

  #next() {
    const buffer = this.#buffer;
    while (buffer && !this.#closed && !buffer.updating && this.#steps.length > 0) {
      if (this.source.readyState !== "open") return;
      try {
        this.#take(buffer);
      } catch (error) {
        if (!(error instanceof DOMException && error.name === "QuotaExceededError")) return this.#fail(error);
        if (!this.#makeRoom(buffer)) return this.#fail(error);
      }
    }
  }

  /** @param {SourceBuffer} buffer */
  #take(buffer) {
    const [step] = this.#steps;
    if (step && "append" in step) {
      const { bytes, count } = this.#waiting();
      buffer.appendBuffer(bytes);
      this.#steps.splice(0, count);
      this.#queued -= bytes.byteLength;
      return;
    }
    this.#steps.shift();
    // A seek to where nothing is would never end: the group of pictures may have begun only just before the live edge.
    if (step && "seek" in step) this.video.currentTime = Math.max(step.seek, this.newest?.start ?? 0);
    if (step && "remove" in step) buffer.remove(0, Math.max(0.001, step.remove));
  }

  /** All fragments at the head of the queue as one: an append costs the same whatever its size. */
  #waiting() {
    const parts = [];
    for (const step of this.#steps) {
      if (!("append" in step)) break;
      parts.push(step.append);
    }
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(new Uint8Array(part), at);
      at += part.byteLength;
    }
    return { bytes, count: parts.length };
  }

  /** @param {SourceBuffer} buffer @returns {boolean} whether there was anything behind to forget */
  #makeRoom(buffer) {
    const until = this.video.currentTime - 1;
    if (buffer.buffered.length === 0 || buffer.buffered.start(0) >= until) return false;
    buffer.remove(0, until);
    return true;
  }

  /** @param {unknown} error */
  #fail(error) {
    if (this.#closed) return;
    this.close();
    this.failed(error);
  }
}
