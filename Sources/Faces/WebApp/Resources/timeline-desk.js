// @ts-check
// What the time line is about: the moment, the part of time that is seen, the cameras, the selection; and what can be done with them.
// It knows no elements. "changed" is told when something is to be drawn anew, "jumped" when somebody has gone elsewhere.

import * as api from "./api.js";
import { serverNow } from "./server-clock.js";
import { usualSpan } from "./timeline-address.js";
import { Clock } from "./timeline-clock.js";
import { TimelineData } from "./timeline-data.js";
import { around, bounded, lengthOf, panned, shows, zoomed } from "./timeline-scale.js";
import { Storyboards } from "./timeline-storyboard.js";
import { textOf } from "./timeline-time.js";
import { browserZone, recorderZone } from "./timeline-zone.js";

/** @typedef {import("./timeline-scale.js").View} View */
/** @typedef {import("./types.js").Camera} Camera */

/** So many cameras' pictures are shown where nobody has chosen. */
const usualPictures = 4;
/** Where now is in what is seen, while it is live. */
const liveShare = 0.86;
export class Desk extends EventTarget {
  clock = new Clock(serverNow);
  data = new TimelineData(api, serverNow);
  storyboards = new Storyboards(api);
  zone = browserZone;
  isOwnZone = true;
  /** @type {View} */ view = around(serverNow(), usualSpan, liveShare);
  /** @type {View | null} */ selection = null;
  /**
   * All that may be played.
   * @type {Camera[]}
   */
  cameras = [];
  /** Of whom keys speak. */
  current = "";
  /** @type {View} All that there is. */
  limits = { start: -Infinity, end: Infinity };
  /** @type {string[]} */ #chosen = [];

  constructor() {
    super();
    this.clock.addEventListener("changed", () => this.#changed());
    this.data.addEventListener("changed", () => this.#changed());
    this.storyboards.addEventListener("loaded", () => this.#changed());
  }

  #changed() {
    this.dispatchEvent(new Event("changed"));
  }

  /** @param {boolean} [isStep] somebody may want to come back to what was shown before */
  #jumped(isStep = true) {
    this.dispatchEvent(new CustomEvent("jumped", { detail: isStep }));
    this.#changed();
  }

  /** Those whose pictures are shown. */
  get shown() {
    const chosen = this.cameras.filter((camera) => this.#chosen.includes(camera.id));
    return chosen.length > 0 ? chosen : this.cameras.slice(0, usualPictures);
  }

  /** @param {Camera[]} all */
  takeCameras(all) {
    this.cameras = all.filter((camera) => camera.permissions.includes("play-recordings"));
    // The time line is of so many at most.
    this.data.cameras = this.cameras.slice(0, 64).map((camera) => camera.id);
    this.#changed();
  }

  async learnZone() {
    const zone = await recorderZone();
    if (zone === this.zone) return;
    this.zone = zone;
    this.isOwnZone = zone === browserZone;
    this.#changed();
  }

  /** @param {string[]} ids none: the first ones */
  choose(ids) {
    this.#chosen = ids;
    this.#changed();
  }

  get chosen() {
    return this.#chosen;
  }

  /** @param {string} id */
  toggleCamera(id) {
    const shown = this.shown.map((camera) => camera.id);
    const next = shown.includes(id) ? shown.filter((one) => one !== id) : [...shown, id];
    // One is always there.
    this.#chosen = next.length > 0 ? next : shown;
    this.current = id;
    this.#jumped();
  }

  /** @param {string} id */
  showAlone(id) {
    this.#chosen = [id];
    this.current = id;
    this.#jumped();
  }

  /** @param {View} view */
  look(view) {
    this.view = view;
    this.#changed();
  }

  /** @param {View | null} selection */
  select(selection) {
    this.selection = selection;
    this.#changed();
  }

  /** @param {number} time @param {{isScrubbing?: boolean, isPlaying?: boolean}} [how] */
  seek(time, how, isStep = true) {
    this.clock.seek(time, how);
    if (how?.isScrubbing) return this.#changed();
    this.#reveal(this.clock.time);
    this.#jumped(isStep);
  }

  live() {
    this.clock.live();
    this.#reveal(this.clock.time, liveShare);
    this.#jumped();
  }

  toggle() {
    this.clock.toggle();
    this.#jumped(false);
  }

  /** Backwards, or on again. */
  turn() {
    const { clock } = this;
    clock.setSpeed(clock.speed, !clock.isBackwards);
    if (clock.isBackwards && !clock.isPlaying) clock.play();
  }

  /** @param {number} seconds */
  step(seconds) {
    this.seek(this.clock.time + seconds * 1000, undefined, false);
  }

  /** @param {1 | -1} way @param {{time: number, length: number} | undefined} picture that is shown */
  frame(way, picture) {
    const { time } = this.clock;
    const length = picture?.length ?? 40;
    // Into the middle of the next one: what a picture lasts is not known exactly.
    const from = picture && Math.abs(picture.time - time) < 2 * length ? picture.time : time;
    this.seek(from + (way > 0 ? 1.5 : -0.5) * length, { isPlaying: false }, false);
  }

  /** @param {1 | -1} way */
  zoom(way) {
    const anchor = shows(this.view, this.clock.time) ? this.clock.time : this.view.start + lengthOf(this.view) / 2;
    this.look(bounded(zoomed(this.view, way > 0 ? 0.5 : 2, anchor), this.limits));
  }

  /**
   * To what happened before or after that, of the cameras that are shown.
   * @param {1 | -1} way @returns {Promise<boolean>} whether there is any
   */
  async event(way) {
    const time = this.clock.time;
    const camera = this.shown.map((one) => one.id).join(",");
    /** @type {import("./types.js").CameraEventFilter} */
    const beside = way > 0 ? { from: textOf(time + 2), order: "asc" } : { to: textOf(time - 2), order: "desc" };
    const { items } = await api.cameraEvents({ camera, ...beside, limit: 1 });
    const found = items[0];
    if (!found) return false;
    this.seek(Date.parse(found.start));
    return true;
  }

  /**
   * To the last that happened of what is called so, of any camera; its picture is shown.
   * @param {string} label @returns {Promise<boolean>} whether there is any
   */
  async eventOf(label) {
    const { items } = await api.cameraEvents({ label: label.slice(0, 200), order: "desc", limit: 1 });
    const found = items[0] ?? (await api.cameraEvents({ kind: label.slice(0, 64), order: "desc", limit: 1 })).items[0];
    if (found) this.show(found);
    return found !== undefined;
  }

  /**
   * Its first moment, with a picture of its camera.
   * @param {import("./types.js").CameraEvent} event
   */
  show({ camera, start }) {
    if (!this.shown.some((one) => one.id === camera)) this.#chosen = [camera];
    this.seek(Date.parse(start), { isPlaying: false });
  }

  /**
   * To a gap before or after that.
   * @param {1 | -1} way @returns {boolean} whether there is any
   */
  gap(way) {
    const cameras = this.current ? [this.current] : this.shown.map((camera) => camera.id);
    const starts = cameras.map((id) => this.data.lanes.get(id)?.gapBeside(this.clock.time, way)?.start).filter((start) => start !== undefined);
    const times = /** @type {number[]} */ (starts);
    if (times.length === 0) return false;
    this.seek(way > 0 ? Math.min(...times) : Math.max(...times), { isPlaying: false });
    return true;
  }

  /** @param {1 | -1} way */
  stepCamera(way) {
    const ids = this.cameras.map((camera) => camera.id);
    const at = ids.indexOf(this.current);
    this.current = ids[at < 0 ? 0 : Math.min(ids.length - 1, Math.max(0, at + way))] ?? "";
    this.#jumped(false);
  }

  /** @param {"start" | "end"} edge */
  markEdge(edge) {
    const { time, now } = this.clock;
    const usual = Math.min(60_000, lengthOf(this.view) / 10);
    const { start, end } = this.selection ?? { start: time, end: time };
    this.select(edge === "start"
      ? { start: time, end: end > time ? end : Math.min(time + usual, now) }
      : { start: start < time ? start : time - usual, end: time });
    this.#jumped();
  }

  /**
   * Where nothing is recorded of any camera, nobody waits.
   * @param {(number | null)[]} resumes as far as players know
   * @returns {number} how much was passed over, ms
   */
  skip(resumes) {
    const { time, isBackwards, now } = this.clock;
    const lanes = this.shown.map((camera) => this.data.lanes.get(camera.id));
    if (isBackwards) {
      const ends = lanes.map((lane) => lane?.recordedBefore(time) ?? null).filter((end) => end !== null && end < time);
      if (ends.length > 0) this.seek(Math.max(.../** @type {number[]} */ (ends)) - 200, undefined, false);
      return time - this.clock.time;
    }
    const starts = [...resumes, ...lanes.map((lane) => lane?.recordedFrom(time) ?? null)].filter((start) => start !== null && start > time + 1);
    const next = starts.length > 0 ? Math.min(.../** @type {number[]} */ (starts)) : null;
    if (next !== null) this.seek(next + 1, undefined, false);
    else if (this.data.to >= now - 15_000 && this.data.from <= time) this.live();
    return next === null ? 0 : next - time;
  }

  /**
   * Keeps the moment where it is on the screen while time goes on.
   * @param {number} before the moment that was shown @param {boolean} isFree nobody's hand is there
   */
  follow(before, isFree) {
    const passed = this.clock.time - before;
    if (passed === 0 || !shows(this.view, before)) return;
    const isAtEdge = this.clock.time > this.view.end - lengthOf(this.view) * 0.03;
    if (isFree || isAtEdge) this.view = panned(this.view, passed);
  }

  /** @param {number} time @param {number} [share] */
  #reveal(time, share = 0.5) {
    const margin = lengthOf(this.view) * 0.02;
    if (!shows({ start: this.view.start + margin, end: this.view.end - margin }, time)) this.view = around(time, lengthOf(this.view), share);
  }
}
