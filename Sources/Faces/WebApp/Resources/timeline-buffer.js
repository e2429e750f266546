// @ts-check
// A <video> fed by Media Source Extensions, whose time is the time of day: films are laid on it, each where it belongs.

const origin = Date.UTC(2020, 0, 1);
/** Within this length every seek is allowed. */
const wholeLength = 1e9;
/** Seconds of what is past that stay. */
const behind = 15;

/**
 * In the <video>, seconds.
 * @param {number} time ms since 1970
 */
export const mediaTime = (time) => (time - origin) / 1000;

/** @param {number} seconds in the <video> @returns {number} ms since 1970 */
export const timeOf = (seconds) => origin + seconds * 1000;

export class MediaLine {
  #video;
  /** @type {MediaSource | null} */ #media = null;
  /** @type {SourceBuffer | null} */ #buffer = null;
  #address = "";
  #mime = "";

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.#video = video;
  }

  close() {
    this.#media = null;
    this.#buffer = null;
    this.#mime = "";
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#address = "";
    this.#video.removeAttribute("src");
    this.#video.load();
  }

  get #ranges() {
    return this.#buffer && this.#media?.readyState === "open" ? this.#buffer.buffered : null;
  }

  /**
   * Up to where all is here from that time on; -1: nothing.
   * @param {number} at media time
   */
  bufferedUntil(at) {
    const ranges = this.#ranges;
    for (let i = 0; ranges && i < ranges.length; i += 1) {
      // The first picture may begin a moment later than its film says.
      if (ranges.start(i) - 0.02 <= at && at < ranges.end(i)) return ranges.end(i);
    }
    return -1;
  }

  /**
   * Where the last film that is here ends; null: nothing is.
   * @returns {number | null} media time
   */
  get head() {
    const ranges = this.#ranges;
    return ranges && ranges.length > 0 ? ranges.end(ranges.length - 1) : null;
  }

  /**
   * What is appended next belongs there.
   * @param {string} mime @param {number} start media time of its beginning
   */
  async prepare(mime, start) {
    if (!this.#media) await this.#attach();
    const media = this.#media;
    // Closed meanwhile.
    if (!media) return;
    if (!this.#buffer) {
      this.#buffer = media.addSourceBuffer(mime);
      media.duration = wholeLength;
    } else {
      // What was cut off in the middle is not waited for.
      this.#buffer.abort();
      if (mime !== this.#mime) this.#buffer.changeType(mime);
    }
    this.#mime = mime;
    this.#buffer.timestampOffset = start;
  }

  async #attach() {
    const media = new MediaSource();
    this.#media = media;
    this.#address = URL.createObjectURL(media);
    const opened = new Promise((resolve) => media.addEventListener("sourceopen", resolve, { once: true }));
    this.#video.disableRemotePlayback = true;
    this.#video.src = this.#address;
    await opened;
  }

  /** @param {Uint8Array} bytes */
  async append(bytes) {
    if (!this.#buffer || this.#media?.readyState !== "open") {
      throw new Error(this.#video.error?.message || "The player was closed.");
    }
    try {
      await this.#change((buffer) => buffer.appendBuffer(bytes));
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "QuotaExceededError")) throw error;
      await this.#change((buffer) => buffer.remove(0, Math.max(0.001, this.#video.currentTime - 1)));
      await this.#change((buffer) => buffer.appendBuffer(bytes));
    }
  }

  /** Forgets everything. */
  async clear() {
    if ((this.#ranges?.length ?? 0) === 0) return;
    this.#buffer?.abort();
    await this.#change((buffer) => buffer.remove(0, Infinity));
  }

  /**
   * Forgets what is long past, once that is worth it.
   * @param {number} at media time
   */
  async trim(at) {
    const ranges = this.#ranges;
    const until = at - behind;
    if (ranges && ranges.length > 0 && until - ranges.start(0) > behind) await this.#change((buffer) => buffer.remove(0, until));
  }

  /** @param {(buffer: SourceBuffer) => void} act begins a change of the buffer */
  async #change(act) {
    const buffer = this.#buffer;
    if (!buffer) return;
    /** @type {Promise<void>} */
    const done = new Promise((resolve, reject) => {
      const wrong = () => reject(new Error("The film cannot be read."));
      buffer.addEventListener("error", wrong, { once: true });
      buffer.addEventListener("updateend", () => {
        buffer.removeEventListener("error", wrong);
        resolve();
      }, { once: true });
    });
    act(buffer);
    await done;
  }
}
