// @ts-check
// What a camera recorded, in a <video> whose time is the time of day: stretches are fetched as films of the recorder (docs/api.md,
// range.mp4) and laid on one line (timeline-buffer.js), a little ahead of what is shown.

import { MediaLine, mediaTime } from "./timeline-buffer.js";
import { codecsOf, mimeOf } from "./timeline-mp4.js";
import { clamp, second } from "./timeline-scale.js";
import { momentOf, textOf } from "./timeline-time.js";

/** @typedef {import("./types.js").RangeFilm} RangeFilm */
/** @typedef {"ready" | "waiting" | "nothing" | "failed"} FilmState */

/**
 * @typedef {object} Source
 * @property {(camera: string, asked: Record<string, string>) => Promise<RangeFilm>} rangeFilm without spans where nothing is recorded
 * @property {(camera: string, asked: Record<string, string>) => string} rangeAddress
 * @property {(address: string, signal?: AbortSignal) => Promise<Response>} media
 * @property {(camera: string) => Promise<Record<string, string>>} sightOf what is to be asked for, so that one sees what one may
 */

/** How much is asked for at once, and held, at the usual speed. */
const stretch = 60 * second;
const ahead = 20;
/** With so much a browser begins, seconds. */
const enough = 3;
const retryAfter = 4 * second;
/** What is newer is asked for again: the rest is on its way. */
const growing = 10 * second;
/** So much earlier than its pictures a recording's sound may end; without sound a browser has nothing there. */
const soundless = second / 2;

/**
 * @param {number} ms at most
 * @param {AbortSignal} signal ends it at once: somebody waits for another film
 * @param {HTMLVideoElement} [video] once its picture is there, it ends, too
 * @returns {Promise<void>}
 */
const rest = (ms, signal, video) => new Promise((resolve) => {
  const ended = new AbortController();
  const end = () => {
    clearTimeout(timer);
    ended.abort();
    resolve();
  };
  const timer = setTimeout(end, ms);
  signal.addEventListener("abort", end, { signal: ended.signal });
  video?.addEventListener("seeked", end, { signal: ended.signal });
});

export class Film {
  /** Why there is no picture, in words. */
  failure = "";
  /** This browser cannot play it, whatever it is made into. */
  isHopeless = false;
  /** It would have to be encoded anew, and as much is as may be. */
  isBusy = false;
  /** What one picture lasts, ms. */
  frame = 40;
  #video;
  #line;
  #source;
  #now;
  #camera = "";
  /** What was asked for last, media time. */
  #at = 0;
  /** @type {Record<string, string>} */ #wishes = {};
  /** As what is here was asked for. */
  #sight = "";
  /** @type {AbortController | null} */ #load = null;
  #loading = { from: 0, to: 0 };
  /** Where what is here goes on. */
  #next = 0;
  #retryAt = 0;
  /** @type {{from: number, to: number}[]} */ #holes = [];
  /** @type {Promise<unknown>} */ #before = Promise.resolve();

  /** @param {HTMLVideoElement} video @param {Source} source @param {() => number} now */
  constructor(video, source, now) {
    this.#video = video;
    this.#line = new MediaLine(video);
    this.#source = source;
    this.#now = now;
  }

  /** @param {string} camera empty: none any more */
  open(camera) {
    if (camera === this.#camera) return;
    this.#load?.abort();
    this.#load = null;
    this.#camera = camera;
    this.#wishes = {};
    this.isHopeless = false;
    this.isBusy = false;
    this.#sight = "";
    this.#forget();
    // What is under way for the other camera ends by itself, and is waited for by nobody.
    this.#line.close();
    this.#line = new MediaLine(this.#video);
    this.#before = Promise.resolve();
  }

  /**
   * When pictures go on; null: it is not known that there are none.
   * @param {number} time @returns {number | null}
   */
  resumes(time) {
    // Where more is here, or nothing is on its way, what is missing does not come.
    const isKnown = !this.#load || (this.#line.head ?? -1) > mediaTime(time);
    const early = isKnown ? soundless : 0;
    return this.#holes.find((hole) => hole.from - early <= time && time < hole.to)?.to ?? null;
  }

  /**
   * Whether what is here goes on for less than a browser needs to play.
   * @param {number} at media time
   */
  ends(at) {
    return this.#line.bufferedUntil(at) - at < 0.15;
  }

  /**
   * Whether there is a picture.
   * @param {number} at media time
   */
  has(at) {
    return this.#line.bufferedUntil(at) > at;
  }

  /**
   * Says what is to be shown, again and again.
   * @param {number} time @param {number} speed @returns {FilmState}
   */
  want(time, speed) {
    if (this.isHopeless) return "failed";
    const at = mediaTime(time);
    this.#at = at;
    const until = this.#line.bufferedUntil(at);
    const goesOn = !this.#load && Date.now() >= this.#retryAt && this.#next < this.#now() - 2 * second;
    if (until > at) {
      if (goesOn && until - at < ahead * clamp(speed, 1, 4)) this.#begin(this.#next, speed, false);
      return "ready";
    }
    if (this.resumes(time) !== null) {
      // What comes after it is fetched meanwhile.
      if (goesOn && this.#next - time < ahead * second) this.#begin(this.#next, speed, false);
      return "nothing";
    }
    const head = this.#line.head ?? mediaTime(this.#loading.from);
    if (this.#load && time >= this.#loading.from && time < this.#loading.to && at - head < 4) return "waiting";
    if (this.failure !== "" && Date.now() < this.#retryAt) return "failed";
    if (time < this.#now() - second && Date.now() >= this.#retryAt) this.#begin(time, speed, true);
    return "waiting";
  }

  #forget() {
    this.#holes = [];
    this.failure = "";
    this.#next = Infinity;
    this.#retryAt = 0;
  }

  /** @param {number} from @param {number} speed @param {boolean} isAnew what is here is of no use */
  #begin(from, speed, isAnew) {
    this.#load?.abort();
    if (isAnew) this.#forget();
    const load = new AbortController();
    this.#load = load;
    const to = Math.min(from + stretch * clamp(speed, 1, 8), this.#now());
    this.#loading = { from, to };
    // One after the other: a buffer takes one thing at a time.
    this.#before = this.#before
      .then(() => this.#run(from, to, isAnew, load.signal))
      .catch((error) => {
        if (!load.signal.aborted) this.#failed(error, from, to);
      })
      .finally(() => {
        // Of an answer that nobody reads no more comes.
        load.abort();
        if (this.#load === load) this.#load = null;
      });
  }

  /** @param {unknown} error @param {number} from @param {number} to */
  #failed(error, from, to) {
    if (/** @type {{status?: number}} */ (error).status === 404) {
      this.#hole(from, to);
      this.#next = to;
      return;
    }
    this.failure = error instanceof Error ? error.message : String(error);
    this.isBusy = /** @type {{status?: number}} */ (error).status === 503;
    this.#retryAt = Date.now() + retryAfter;
  }

  /** @param {number} from @param {number} to */
  #hole(from, to) {
    // Of the last seconds nobody knows yet.
    const end = Math.min(to, this.#now() - growing);
    if (end - from > 100) this.#holes.push({ from, to: end });
    else this.#retryAt = Date.now() + second;
  }

  /**
   * @param {number} from @param {number} to @param {boolean} isAnew @param {AbortSignal} signal
   * @returns {Promise<void>}
   */
  async #run(from, to, isAnew, signal) {
    if (signal.aborted) return;
    const sight = await this.#source.sightOf(this.#camera);
    if (signal.aborted) return;
    // What hides something now must not be seen as it was before.
    const isOther = this.#sight !== JSON.stringify(sight);
    this.#sight = JSON.stringify(sight);
    const emptied = isAnew || isOther ? this.#line.clear() : Promise.resolve();
    const asked = { from: textOf(from), to: textOf(to), ...this.#wishes, ...sight };
    const address = this.#source.rangeAddress(this.#camera, { ...asked, if_any: "true" });
    // Somebody waits: all of it at once.
    const asking = Promise.all([this.#source.rangeFilm(this.#camera, asked), this.#source.media(address, signal)]);
    asking.catch(() => {});
    await emptied;
    const [film, response] = await asking;
    if (signal.aborted) return;
    if (film.spans.length === 0) {
      this.#hole(from, to);
      this.#next = to;
      return;
    }
    this.#take(film, from, to);
    this.isBusy = false;
    this.failure = "";
    const reader = response.body?.getReader();
    if (!reader) return;
    try {
      const isPlayable = await this.#pour(reader, mediaTime(momentOf(film.start)), signal);
      // Once more, made into what every browser plays, where the recorder can.
      if (!isPlayable && !this.isHopeless) await this.#run(from, to, isAnew, signal);
    } finally {
      void reader.cancel().catch(() => {});
    }
  }

  /** @param {RangeFilm} film @param {number} from @param {number} to */
  #take(film, from, to) {
    let last = from;
    for (const span of film.spans) {
      const start = momentOf(span.start);
      if (start - last > 200) this.#hole(last, start);
      last = momentOf(span.end);
    }
    if (film.ends_early) {
      this.#next = Math.max(momentOf(film.ends_early.at), from + 1);
    } else {
      const isLong = to - last > second;
      if (isLong) this.#hole(last, to);
      this.#next = isLong && to < this.#now() - growing ? to : Math.max(last, from + 1);
    }
    this.frame = clamp((film.duration_s * second) / Math.max(1, film.video_frames), 5, 200);
    // The end of what is being written comes nearer by and by.
    if (this.#next > this.#now() - growing) this.#retryAt = Date.now() + second;
  }

  /**
   * @param {ReadableStreamDefaultReader<Uint8Array>} reader @param {number} start media time @param {AbortSignal} signal
   * @returns {Promise<boolean>} false: this browser does not play it as it is
   */
  async #pour(reader, start, signal) {
    const line = this.#line;
    let head = new Uint8Array();
    let isBegun = false;
    for (;;) {
      const { done, value } = await reader.read();
      if (done || signal.aborted) return true;
      if (isBegun) {
        await line.append(value);
        await this.#keepRoom(signal);
        continue;
      }
      const longer = new Uint8Array(head.length + value.length);
      longer.set(head);
      longer.set(value, head.length);
      head = longer;
      const codecs = codecsOf(head);
      if (!codecs) continue;
      if (!this.#isPlayable(codecs)) return false;
      await line.prepare(mimeOf(codecs), start);
      await line.append(head);
      isBegun = true;
    }
  }

  /** @param {import("./timeline-mp4.js").Codecs} codecs */
  #isPlayable(codecs) {
    if (MediaSource.isTypeSupported(mimeOf(codecs))) return true;
    /** @type {Record<string, string>} */
    const wish = MediaSource.isTypeSupported(mimeOf({ ...codecs, audio: "" })) ? { audio: "aac" } : { video: "h264" };
    this.isHopeless = Object.entries(wish).every(([name, value]) => this.#wishes[name] === value);
    this.#wishes = { ...this.#wishes, ...wish };
    return false;
  }

  /** How much is here beyond what is shown, seconds. */
  get #lead() {
    return (this.#line.head ?? 0) - this.#at;
  }

  /**
   * Forgets what is long past, and waits while enough is here.
   * @param {AbortSignal} signal
   */
  async #keepRoom(signal) {
    await this.#line.trim(this.#at);
    // The picture that somebody waits for is decoded first.
    if (!signal.aborted && this.#video.seeking && this.#lead > enough) await rest(second, signal, this.#video);
    while (!signal.aborted && this.#lead > 3 * ahead) {
      await rest(200, signal);
      await this.#line.trim(this.#at);
    }
  }
}
