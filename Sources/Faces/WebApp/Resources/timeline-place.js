// @ts-check
// The time line: the pictures of several cameras at one moment, and all of their time below them.

import * as api from "./api.js";
import { every, make, say } from "./dom.js";
import { length } from "./format.js";
import { PlaceMoved } from "./router.js";
import { serverNow } from "./server-clock.js";
import { addressOf, lookingAt } from "./timeline-address.js";
import { TimelineBoard } from "./timeline-board.js";
import { TimelineControls } from "./timeline-controls.js";
import { Desk } from "./timeline-desk.js";
import { Hands } from "./timeline-hands.js";
import { keysDialog } from "./timeline-keys.js";
import { TimelineMap } from "./timeline-map.js";
import { TimelinePreview } from "./timeline-preview.js";
import { around, bounded, lengthOf, storyboardInterval, xOf } from "./timeline-scale.js";
import { TimelineSelection } from "./timeline-selection.js";
import { TimelineStage } from "./timeline-stage.js";
import { TimelineTask } from "./timeline-task.js";
import { reasonWords, standingWords } from "./timeline-words.js";
import { words } from "./words.js";

/** @typedef {import("./timeline-scale.js").View} View */
/** @typedef {import("./types.js").Camera} Camera */

const askCamerasEvery = 20_000;
const askMapEvery = 60_000;
const writeAfter = 400;

export class TimelinePlace extends HTMLElement {
  #desk = new Desk();
  #stage = new TimelineStage(serverNow);
  #controls = new TimelineControls();
  #board = new TimelineBoard();
  #map = new TimelineMap(serverNow);
  #preview = new TimelinePreview();
  #bar = new TimelineSelection();
  #task = new TimelineTask();
  #keys = keysDialog();
  #toast = make("p", { class: "timeline-toast", role: "status", hidden: true });
  #speech = make("p", { class: "visually-hidden", role: "status" });
  #empty = make("p", { class: "plain", hidden: true });
  #dock = make("div", { class: "timeline-dock" }, this.#preview, this.#board, this.#map);
  #isHere = false;
  #frame = 0;
  #isHeld = false;
  #isDirty = true;
  #timeBefore = 0;
  /** @type {{time: number, camera: string} | null} */ #pointer = null;
  /** @type {{stop: () => void, now: () => void}[]} */ #rounds = [];
  #written = "";
  #writing = 0;
  #speaking = 0;
  #toasting = 0;
  #hands = new Hands({
    desk: this.#desk,
    stage: this.#stage,
    controls: this.#controls,
    board: this.#board,
    task: this.#task,
    keys: this.#keys,
    say: (what) => this.#say(what),
    address: () => this.#address(),
  });
  #around = {
    standing: (/** @type {string} */ camera, /** @type {number} */ time) => this.#desk.data.standing(camera, time),
    sentence: reasonWords,
    storyboards: this.#desk.storyboards,
    interval: 1,
  };
  #onFrame = (/** @type {number} */ at) => this.#tick(at);
  #onKey = (/** @type {KeyboardEvent} */ event) => this.#hands.key(event);

  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      make("h2", { class: "visually-hidden" }, words("place.timeline")),
      ...[this.#stage, this.#empty, this.#controls, this.#bar, this.#dock, this.#toast, this.#speech, this.#task, this.#keys],
    );
    const desk = this.#desk;
    desk.addEventListener("changed", () => (this.#isDirty = true));
    desk.addEventListener("jumped", (event) => this.#jumped(detailOf(event)));
    desk.data.addEventListener("changed", () => desk.data.failure && this.#say(desk.data.failure));
    this.#board.addEventListener("look", (event) => this.#look(detailOf(event)));
    this.#map.addEventListener("look", (event) => this.#look(detailOf(event)));
    this.#board.addEventListener("seek", (event) => desk.seek(detailOf(event).time, { isScrubbing: detailOf(event).isScrubbing, ...(desk.clock.isLive ? { isPlaying: false } : {}) }));
    this.#board.addEventListener("select", (event) => this.#select(detailOf(event)));
    this.#board.addEventListener("point", (event) => this.#point(detailOf(event)));
    this.#board.addEventListener("camera-toggle", (event) => desk.toggleCamera(detailOf(event)));
    this.#controls.addEventListener("act", (event) => this.#hands.act(detailOf(event)));
    this.#bar.addEventListener("act", (event) => void this.#hands.select(detailOf(event)));
    this.#task.addEventListener("done", () => {
      desk.data.forget();
      this.#rounds.forEach((round) => round.now());
    });
  }

  /** It has a list itself. */
  get keyLines() {
    return null;
  }

  get here() {
    return this.#isHere;
  }

  set here(isHere) {
    if (isHere === this.#isHere) return;
    this.#isHere = isHere;
    if (isHere) {
      document.addEventListener("keydown", this.#onKey);
      this.#rounds = [every(askCamerasEvery, () => this.#askCameras()), every(askMapEvery, () => this.#askMap())];
      void this.#desk.learnZone();
      this.#frame = requestAnimationFrame(this.#onFrame);
      return;
    }
    document.removeEventListener("keydown", this.#onKey);
    for (const round of this.#rounds) round.stop();
    this.#rounds = [];
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#writing);
    this.#desk.data.stop();
    this.#stage.rest();
  }

  /** @param {URLSearchParams} address */
  set address(address) {
    if (this.#written !== "" && address.toString() === this.#written) return;
    this.#written = address.toString();
    const looking = lookingAt(address);
    const desk = this.#desk;
    desk.choose(looking.cameras);
    desk.select(looking.selection);
    const time = looking.at ?? serverNow();
    desk.look(around(time, looking.span, looking.at === null ? 0.86 : 0.5));
    if (looking.at === null) desk.clock.live();
    else desk.clock.seek(looking.at, { isPlaying: looking.isPlaying });
    this.#stage.cameras = desk.shown;
    void this.#hands.open(address.get("event"));
  }

  async #askCameras() {
    try {
      this.#desk.takeCameras(await api.cameras());
      this.#empty.hidden = this.#desk.cameras.length > 0;
      say(this.#empty, words("timeline.noCameras"));
      this.#stage.cameras = this.#desk.shown;
    } catch (error) {
      this.#say(error);
    }
  }

  async #askMap() {
    const ids = this.#desk.data.cameras;
    if (ids.length === 0) return void setTimeout(() => this.#isHere && this.#rounds[1]?.now(), 500);
    await this.#map.load(ids).catch(() => {});
    this.#desk.limits = this.#board.limits = this.#map.limits;
    this.#isDirty = true;
  }

  /**
   * With each frame of the screen, as long as somebody is here.
   * @param {number} at
   */
  #tick(at) {
    this.#frame = requestAnimationFrame(this.#onFrame);
    const { clock } = this.#desk;
    clock.tick(at, this.#isHeld);
    this.#around.interval = storyboardInterval(lengthOf(this.#desk.view));
    const state = this.#stage.update(clock, this.#around, this.#isHeld);
    this.#isHeld = state === "waiting";
    if (state === "nothing" && clock.isPlaying && !clock.isScrubbing && !clock.isLive) this.#skip();
    if (clock.time !== this.#timeBefore) {
      if (clock.isPlaying && !clock.isScrubbing) this.#desk.follow(this.#timeBefore, this.#pointer === null && !this.#board.isBusy);
      this.#timeBefore = clock.time;
      this.#isDirty = true;
    }
    // The right edge moves all the time, if only by a pixel now and then.
    if (this.#isDirty || at - this.#drawnAt > 500) this.#render(at);
  }

  #drawnAt = 0;
  #toldAt = 0;

  #skip() {
    const passed = this.#desk.skip(this.#stage.shown.map((pane) => pane.resumes(this.#desk.clock.time)));
    if (passed > 2000) this.#say(words("timeline.skipped", { length: length(passed / 1000) }));
  }

  /** @param {number} at */
  #render(at) {
    this.#isDirty = false;
    this.#drawnAt = at;
    const desk = this.#desk;
    const { clock, data, zone, view, selection } = desk;
    data.want(view, this.#board.width);
    const now = clock.now;
    this.#board.name(desk.cameras.slice(0, 64), desk.shown.map((camera) => camera.id));
    this.#board.scene = {
      view,
      now,
      time: clock.time,
      isLive: clock.isLive,
      pointer: this.#pointer?.time ?? null,
      selection,
      cameras: data.cameras,
      current: desk.current,
      lanes: data.lanes,
      known: { start: data.from, end: data.to },
      version: data.version,
      zone,
    };
    // Nobody hears sixty sentences a second.
    if (at - this.#toldAt > 250) {
      this.#toldAt = at;
      this.#board.tell(this.#sentence(), xOf(view, clock.time, 100));
    }
    this.#map.show(view, clock.time);
    this.#controls.show(clock, zone, this.#board.isSelecting, desk.isOwnZone);
    this.#bar.show(selection, desk.shown, selection ? zone.stretch(selection.start, selection.end, now) : "");
    this.#preview.point(desk, this.#board, this.#pointer);
    this.toggleAttribute("data-live", clock.isLive);
    this.dataset.time = String(Math.round(clock.time));
    this.dataset.known = String(data.lanes.size > 0 && data.from <= view.start && data.to >= Math.min(view.end, now - 10_000));
    this.dataset.view = `${view.start} ${view.end}`;
    if (clock.isPlaying && !clock.isLive && !this.#writing) this.#write(false, 3000);
  }

  /** The moment, and how each camera whose picture is shown stands then. */
  #sentence() {
    const { clock, zone, shown, data, cameras, current } = this.#desk;
    const about = current ? cameras.filter((camera) => camera.id === current) : shown;
    const parts = about.map((camera) => `${camera.name}: ${standingWords(data.standing(camera.id, clock.time))}`);
    const moment = clock.isLive ? words("timeline.liveNow") : `${zone.day(clock.time, clock.now)} ${zone.exact(clock.time)}`;
    return [moment, ...parts].join(". ");
  }

  /** @param {View} view */
  #look(view) {
    this.#desk.look(bounded(view, this.#desk.limits));
    this.#write(false);
  }

  /** @param {View | null} selection */
  #select(selection) {
    this.#desk.select(selection);
    this.#write(false);
  }

  /** @param {{time: number, camera: string} | null} pointer */
  #point(pointer) {
    this.#pointer = pointer;
    this.#isDirty = true;
  }

  /** @param {boolean} isStep */
  #jumped(isStep) {
    this.#stage.cameras = this.#desk.shown;
    this.#write(isStep);
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => say(this.#speech, this.#sentence()), 700);
  }

  /**
   * Puts what is shown into the address.
   * @param {boolean} isStep "back" comes back to what was shown before @param {number} [after] ms
   */
  #write(isStep, after = writeAfter) {
    clearTimeout(this.#writing);
    this.#wasStep ||= isStep;
    this.#writing = setTimeout(() => {
      this.#writing = 0;
      const step = this.#wasStep;
      this.#wasStep = false;
      const parameters = this.#address();
      if (!this.#isHere || parameters.toString() === this.#written) return;
      this.#written = parameters.toString();
      this.dispatchEvent(new PlaceMoved(parameters, step));
    }, after);
  }

  #wasStep = false;

  #address() {
    const { clock, chosen, view, selection } = this.#desk;
    return addressOf({ at: clock.isLive ? null : clock.time, cameras: chosen, span: lengthOf(view), selection });
  }

  /**
   * For some seconds.
   * @param {unknown} what words, or what went wrong
   */
  #say(what) {
    say(this.#toast, what instanceof Error ? what.message : String(what));
    this.#toast.hidden = false;
    clearTimeout(this.#toasting);
    this.#toasting = setTimeout(() => (this.#toast.hidden = true), 5000);
  }
}

/** @param {Event} event */
const detailOf = (event) => /** @type {CustomEvent} */ (event).detail;

customElements.define("nj-timeline", TimelinePlace);
