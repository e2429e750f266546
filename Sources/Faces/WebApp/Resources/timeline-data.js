// @ts-check
// Asks for what the time line shows, and a little more at both sides, as exactly as it can be drawn. What is there is shown until
// something better comes: nothing ever goes blank.

import { Lane, standing } from "./timeline-lanes.js";
import { lengthOf, second } from "./timeline-scale.js";

/** @typedef {import("./timeline-scale.js").View} View */
/** @typedef {import("./timeline-lanes.js").Standing} Standing */

/**
 * @typedef {object} Source
 * @property {(asked: {cameras: string[], from: string, to: string, resolution_ms: number, buckets?: number, events?: string, losses?: string, protected?: string}) => Promise<import("./types.js").Timeline>} timeline
 */

/** The server tells nothing more exactly. */
const finest = 500;
/** From this resolution on, what is recorded of each part says more than spans, which swallow what lies between them. */
const bucketsFrom = 30 * second;
/** What grows at the right edge is asked for again. */
const freshFor = 5 * second;
/** What is newer may be recorded, and not told yet. */
const underWay = 10 * second;

/** Says "changed" when something else is known. */
export class TimelineData extends EventTarget {
  /** @type {Map<string, Lane>} */ lanes = new Map();
  /** Of which time anything is known. */
  from = 0;
  to = 0;
  /** Another one whenever something else is known. */
  version = 0;
  /** Why the newest is not there; empty: it is. */
  failure = "";
  /** @type {string[]} */ #cameras = [];
  /** @type {View | null} */ #view = null;
  #width = 1000;
  #resolution = Infinity;
  /** What the server has promised, ms. */
  #exactness = finest;
  #isGrowing = false;
  #askedAt = 0;
  #isAsking = false;
  #isStale = false;
  #timer = 0;
  #source;
  #now;

  /** @param {Source} source @param {() => number} now */
  constructor(source, now) {
    super();
    this.#source = source;
    this.#now = now;
  }

  /** @param {string[]} cameras their ids */
  set cameras(cameras) {
    if (cameras.join() === this.#cameras.join()) return;
    this.#cameras = cameras;
    for (const id of this.lanes.keys()) if (!cameras.includes(id)) this.lanes.delete(id);
    this.forget();
  }

  get cameras() {
    return this.#cameras;
  }

  /** What is known may be wrong by now: it is asked for again. */
  forget() {
    this.#isStale = true;
    this.#soon(0);
  }

  /**
   * Says what is looked at; called as often as that changes.
   * @param {View} view @param {number} width pixels
   */
  want(view, width) {
    this.#view = view;
    this.#width = Math.max(100, width);
    if (this.#misses(view)) this.#soon(60);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  /** @param {string} camera @param {number} time @param {number} [near] ms @returns {Standing} */
  standing(camera, time, near = 0) {
    return standing(this.lanes.get(camera), time, {
      from: this.from,
      to: this.to,
      now: this.#now(),
      near,
      sure: this.to - (this.#isGrowing ? underWay : 0),
      resolution: this.#exactness > finest ? this.#exactness : 0,
    });
  }

  /** @param {View} view */
  #misses(view) {
    if (this.#cameras.length === 0) return false;
    if (this.#isStale || this.#resolution > 2 * this.#ideal(view)) return true;
    const now = this.#now();
    const isFresh = now - this.#askedAt < freshFor || view.end < this.#askedAt - freshFor;
    return view.start < this.from || Math.min(view.end, now) > this.to || !isFresh;
  }

  /** @param {View} view */
  #ideal(view) {
    return Math.max(finest, lengthOf(view) / this.#width);
  }

  /** @param {number} delay */
  #soon(delay) {
    if (this.#timer || this.#isAsking) return;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      void this.#ask();
    }, delay);
  }

  async #ask() {
    const view = this.#view;
    if (!view || this.#cameras.length === 0 || !this.#misses(view)) return;
    this.#isAsking = true;
    this.#isStale = false;
    const cameras = this.#cameras;
    const now = this.#now();
    const margin = lengthOf(view) / 2;
    // Nothing is recorded in the future; and who looks at the last half second asks for more than that.
    const to = Math.min(view.end + margin, now);
    const from = Math.min(view.start - margin, to - 10 * second);
    const resolution = Math.max(1, Math.round(Math.max(finest, (lengthOf(view) / this.#width) * 0.9)));
    try {
      await this.#load(cameras, from, to, resolution);
      this.failure = "";
      this.#resolution = this.#ideal(view);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
    this.#askedAt = now;
    this.#isAsking = false;
    this.dispatchEvent(new Event("changed"));
    if (this.#view && this.#misses(this.#view)) this.#soon(this.failure ? 3000 : 30);
  }

  /** @param {string[]} cameras @param {number} from @param {number} to @param {number} resolution */
  async #load(cameras, from, to, resolution) {
    const time = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    const buckets = resolution >= bucketsFrom ? { buckets: Math.min(2000, Math.round((to - from) / resolution / 1.5)) } : {};
    const more = { events: "true", losses: "true", protected: "true" };
    const answer = await this.#source.timeline({ cameras, ...time, resolution_ms: resolution, ...buckets, ...more });
    if (cameras !== this.#cameras) return this.forget();
    [this.from, this.to] = [from, to];
    this.#exactness = answer.resolution_ms;
    this.#isGrowing = to > this.#now() - underWay;
    for (const line of answer.cameras) {
      const lane = this.lanes.get(line.camera) ?? new Lane();
      lane.take(line, Date.parse(answer.from));
      this.lanes.set(line.camera, lane);
    }
    this.#resolution = resolution;
    this.version += 1;
  }
}
