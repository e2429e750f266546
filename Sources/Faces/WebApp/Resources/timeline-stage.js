// @ts-check
// The pictures of several cameras at one moment: they go on together, and wait for each other.

import { TimelinePane } from "./timeline-pane.js";
import { columnsFor } from "./timeline-scale.js";

/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {import("./timeline-clock.js").Clock} Clock */
/** @typedef {import("./timeline-pane.js").Circumstances} Circumstances */

const gap = 4;

export class TimelineStage extends HTMLElement {
  /** @type {string} */ #alone = "";
  #now;
  #resized = new ResizeObserver(() => this.#arrange());

  /** @param {() => number} now */
  constructor(now) {
    super();
    this.#now = now;
    this.addEventListener("pane-sound", (event) => this.panes.filter((pane) => pane !== event.target).forEach((pane) => pane.mute()));
    this.addEventListener("dblclick", (event) => {
      const pane = event.target instanceof Element ? event.target.closest("nj-timeline-pane") : null;
      if (pane instanceof TimelinePane) this.#enlarge(pane.camera?.id ?? "");
    });
  }

  connectedCallback() {
    this.#resized.observe(this);
  }

  disconnectedCallback() {
    this.#resized.disconnect();
  }

  /** @returns {TimelinePane[]} */
  get panes() {
    return /** @type {TimelinePane[]} */ ([...this.children].filter((child) => child instanceof TimelinePane));
  }

  /** Those whose picture is shown: all of them, or the one that is large. */
  get shown() {
    return this.panes.filter((pane) => !pane.hidden);
  }

  /** @param {Camera[]} cameras */
  set cameras(cameras) {
    const known = new Map(this.panes.map((pane) => [pane.camera?.id, pane]));
    const wanted = cameras.map((camera) => known.get(camera.id) ?? new TimelinePane(this.#now));
    for (const pane of known.values()) if (!wanted.includes(pane)) pane.remove();
    // Those that are in their place are not touched: a player that is moved begins anew.
    wanted.forEach((pane, number) => {
      if (this.children[number] !== pane) this.insertBefore(pane, this.children[number] ?? null);
      pane.camera = cameras[number] ?? null;
    });
    if (!cameras.some((camera) => camera.id === this.#alone)) this.#alone = "";
    this.#arrange();
  }

  /** @param {string} camera */
  #enlarge(camera) {
    this.#alone = this.#alone === camera || this.panes.length < 2 ? "" : camera;
    this.#arrange();
  }

  #arrange() {
    for (const pane of this.panes) {
      const isHidden = this.#alone !== "" && pane.camera?.id !== this.#alone;
      if (isHidden && !pane.hidden) pane.close();
      pane.hidden = isHidden;
    }
    const count = this.shown.length;
    if (count === 0 || this.clientWidth === 0) return;
    this.style.setProperty("--columns", String(columnsFor(count, this.clientWidth, this.clientHeight, gap)));
    this.style.setProperty("--rows", String(Math.ceil(count / columnsFor(count, this.clientWidth, this.clientHeight, gap))));
  }

  /** Nobody looks. */
  rest() {
    for (const pane of this.panes) pane.close();
  }

  /**
   * @param {Clock} clock @param {Omit<Circumstances, "mostSpeed" | "isHeld">} around @param {boolean} isHeld
   * @returns {"waiting" | "ready" | "nothing"} waiting: one is not there yet; nothing: of no camera is anything recorded
   */
  update(clock, around, isHeld) {
    const panes = this.shown;
    // More pictures at once than a browser decodes are shown by key frames.
    const mostSpeed = Math.max(2, 8 / Math.max(1, panes.length));
    const states = panes.map((pane) => pane.update(clock, { ...around, mostSpeed, isHeld }));
    if (states.includes("waiting")) return "waiting";
    return states.length > 0 && states.every((state) => state === "nothing") ? "nothing" : "ready";
  }
}

customElements.define("nj-timeline-stage", TimelineStage);
