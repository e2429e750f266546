// @ts-check
// What buttons and keys do on the time line.

import { cameraEvent } from "./api.js";
import { press } from "./timeline-keys.js";
import { momentIn } from "./timeline-moment.js";
import { isMasked } from "./timeline-sight.js";
import { words } from "./words.js";

/** @typedef {import("./timeline-desk.js").Desk} Desk */
/** @typedef {import("./timeline-controls.js").Act} Act */

/**
 * What hands reach for.
 * @typedef {object} Reach
 * @property {Desk} desk
 * @property {import("./timeline-stage.js").TimelineStage} stage
 * @property {import("./timeline-controls.js").TimelineControls} controls
 * @property {import("./timeline-board.js").TimelineBoard} board
 * @property {import("./timeline-task.js").TimelineTask} task
 * @property {HTMLDialogElement} keys
 * @property {(what: unknown) => void} say for some seconds: words, or what went wrong
 * @property {() => URLSearchParams} address of what is shown
 */

export class Hands {
  #reach;

  /** @param {Reach} reach */
  constructor(reach) {
    this.#reach = reach;
  }

  get #desk() {
    return this.#reach.desk;
  }

  /** Of the first player that has one. */
  get #picture() {
    return this.#reach.stage.shown.map((pane) => pane.picture).find((picture) => picture.time > 0);
  }

  /** @param {{act: Act, value?: unknown}} what */
  act({ act, value }) {
    const desk = this.#desk;
    /** @type {Record<Act, () => void>} */
    const acts = {
      play: () => desk.toggle(),
      backwards: () => desk.turn(),
      "frame-back": () => desk.frame(-1, this.#picture),
      "frame-on": () => desk.frame(1, this.#picture),
      "event-back": () => void this.#event(-1),
      "event-on": () => void this.#event(1),
      "zoom-in": () => desk.zoom(1),
      "zoom-out": () => desk.zoom(-1),
      live: () => desk.live(),
      select: () => this.#toggleSelecting(),
      keys: () => this.#reach.keys.showModal(),
      full: () => this.#full(),
      jump: () => void this.#jump(String(value)),
      speed: () => desk.clock.setSpeed(Number(value)),
    };
    acts[act]();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (document.querySelector("dialog[open]") || target?.closest("input, select, textarea")) return;
    if ((event.key === " " || event.key === "Enter") && target?.closest("button, a")) return;
    const desk = this.#desk;
    const isKnown = press(event, {
      play: () => desk.toggle(),
      step: (seconds) => desk.step(seconds),
      frame: (way) => desk.frame(way, this.#picture),
      event: (way) => void this.#event(way),
      gap: (way) => desk.gap(way) || this.#reach.say(words("timeline.noGap")),
      zoom: (way) => desk.zoom(way),
      speed: (way) => desk.clock.stepSpeed(way),
      camera: (way) => desk.stepCamera(way),
      backwards: () => desk.turn(),
      live: () => desk.live(),
      exportSelection: () => this.#export(),
      full: () => this.#full(),
      jump: () => this.#reach.controls.askForMoment(),
      markEdge: (edge) => desk.markEdge(edge),
      escape: () => desk.select(null),
      keys: () => this.#reach.keys.showModal(),
    });
    if (isKnown) event.preventDefault();
  }

  /** @param {"export" | "protect" | "delete" | "link" | "clear"} act with what is selected */
  async select(act) {
    const { selection, shown, zone, clock, cameras } = this.#desk;
    if (act === "clear" || !selection) return this.#desk.select(null);
    if (act === "link") return this.#copyLink();
    const others = cameras.filter((camera) => camera.permissions.includes("export-recordings") && !isMasked(camera));
    await this.#reach.task.ask({ kind: act, cameras: shown, others, selection, when: zone.stretch(selection.start, selection.end, clock.now) });
  }

  #toggleSelecting() {
    const { board } = this.#reach;
    board.isSelecting = !board.isSelecting;
    this.#desk.select(this.#desk.selection);
    if (board.isSelecting) this.#reach.say(words("timeline.selectHint"));
  }

  /** @param {1 | -1} way */
  async #event(way) {
    try {
      if (!(await this.#desk.event(way))) this.#reach.say(words(way > 0 ? "timeline.noLaterEvent" : "timeline.noEarlierEvent"));
    } catch (error) {
      this.#reach.say(error);
    }
  }

  #full() {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void this.#reach.stage.requestFullscreen?.().catch(() => {});
  }

  /**
   * To a moment, a camera, or the last that happened of what is called so.
   * @param {string} text of the field
   */
  async #jump(text) {
    const desk = this.#desk;
    const time = momentIn(text, { zone: desk.zone, time: desk.clock.time, now: desk.clock.now });
    const name = text.trim().toLowerCase();
    if (name === "") return;
    if (!Number.isNaN(time)) return time >= desk.clock.now ? desk.live() : desk.seek(time, { isPlaying: false });
    const camera = desk.cameras.find((one) => one.name.toLowerCase() === name || one.id === name) ??
      desk.cameras.find((one) => one.name.toLowerCase().startsWith(name));
    if (camera) return desk.showAlone(camera.id);
    try {
      if (await desk.eventOf(name)) return;
      this.#reach.say(words("timeline.jumpUnknown", { text: text.trim() }));
      this.#reach.controls.askForMoment(text);
    } catch (error) {
      this.#reach.say(error);
    }
  }

  /** @param {string | null} event its id: what an address leads to */
  async open(event) {
    try {
      if (event) this.#desk.show(await cameraEvent(event));
    } catch (error) {
      this.#reach.say(error);
    }
  }

  #export() {
    const { clock, selection } = this.#desk;
    if (!selection) this.#desk.select({ start: clock.time - 30_000, end: Math.min(clock.time + 30_000, clock.now) });
    void this.select("export");
  }

  async #copyLink() {
    const link = `${location.href.split("#", 1)[0]}#timeline?${this.#reach.address()}`;
    try {
      await navigator.clipboard.writeText(link);
      this.#reach.say(words("timeline.copied"));
    } catch {
      // Without TLS a browser lets nobody write there.
      this.#reach.say(words("timeline.linkInAddress"));
    }
  }
}
