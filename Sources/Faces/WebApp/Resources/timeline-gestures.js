// @ts-check
// Hands on the time line: the wheel and two fingers zoom where they are, one finger pulls and lets go, on the ruler it draws the
// moment along, and with shift it selects.

import { bounded, lengthOf, panned, timeAt, xOf, zoomed } from "./timeline-scale.js";

/** @typedef {import("./timeline-scale.js").View} View */

/**
 * What is done by hand.
 * @typedef {object} Held
 * @property {() => View} view
 * @property {() => View} limits
 * @property {() => View | null} selection
 * @property {() => boolean} isSelecting
 * @property {(view: View) => void} look
 * @property {(time: number, isScrubbing: boolean) => void} seek
 * @property {(selection: View | null) => void} select
 * @property {(time: number | null, y: number) => void} point
 */

/** @typedef {{kind: "pan" | "scrub" | "edge" | "select" | "pinch", x: number, view: View, anchor: number, hasMoved: boolean}} Grip */

const clickSlop = 4;
const edgeReach = 8;
const inertia = 325;

export class Gestures {
  #held;
  /** @type {Map<number, number>} */ #fingers = new Map();
  /** @type {Grip | null} */ #grip = null;
  /** @type {{at: number, x: number}[]} */ #trail = [];
  #gliding = 0;
  /** @type {HTMLElement} */ #ground;

  /** @param {HTMLElement} ground all of it @param {HTMLElement} ruler the part that draws the moment along @param {Held} held */
  constructor(ground, ruler, held) {
    this.#held = held;
    this.#ground = ground;
    ground.addEventListener("pointerdown", (event) => this.#down(event, event.target === ruler));
    ground.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) ground.addEventListener(name, (event) => this.#up(event));
    ground.addEventListener("pointerleave", () => held.point(null, 0));
    ground.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    ground.addEventListener("dblclick", (event) => this.#zoomAt(event.clientX, 0.25));
  }

  /** Nothing glides on. */
  rest() {
    cancelAnimationFrame(this.#gliding);
    this.#gliding = 0;
  }

  get isBusy() {
    return this.#grip !== null || this.#gliding !== 0;
  }

  /** @param {number} clientX */
  #x(clientX) {
    return clientX - this.#ground.getBoundingClientRect().left;
  }

  get #width() {
    return Math.max(1, this.#ground.clientWidth);
  }

  /** @param {number} x */
  #time(x) {
    return timeAt(this.#held.view(), x, this.#width);
  }

  /** @param {PointerEvent} event @param {boolean} isRuler */
  #down(event, isRuler) {
    if (event.button !== 0) return;
    this.rest();
    this.#ground.setPointerCapture(event.pointerId);
    const x = this.#x(event.clientX);
    this.#fingers.set(event.pointerId, x);
    const view = this.#held.view();
    if (this.#fingers.size === 2) {
      this.#grip = { kind: "pinch", x, view, anchor: 0, hasMoved: true };
      this.#pinched = [...this.#fingers].map(([id, at]) => ({ id, time: timeAt(view, at, this.#width) }));
      return;
    }
    const anchor = this.#time(x);
    const edge = this.#edgeAt(x);
    /** @type {Grip["kind"]} */
    const kind = isRuler ? "scrub" : edge !== null ? "edge" : event.shiftKey || this.#held.isSelecting() ? "select" : "pan";
    this.#grip = { kind, x, view, anchor: edge ?? anchor, hasMoved: false };
    this.#trail = [{ at: event.timeStamp, x }];
    if (kind === "scrub") this.#held.seek(anchor, true);
  }

  /** @type {{id: number, time: number}[]} */ #pinched = [];

  /**
   * Of an edge of the selection that a hand is at, the other one.
   * @param {number} x @returns {number | null}
   */
  #edgeAt(x) {
    const selection = this.#held.selection();
    if (!selection) return null;
    const view = this.#held.view();
    if (Math.abs(xOf(view, selection.end, this.#width) - x) <= edgeReach) return selection.start;
    if (Math.abs(xOf(view, selection.start, this.#width) - x) <= edgeReach) return selection.end;
    return null;
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const x = this.#x(event.clientX);
    const grip = this.#grip;
    if (!grip) {
      if (event.pointerType !== "touch") this.#held.point(this.#time(x), event.clientY);
      return;
    }
    if (!this.#fingers.has(event.pointerId)) return;
    this.#fingers.set(event.pointerId, x);
    if (grip.kind === "pinch") return this.#pinch();
    grip.hasMoved ||= Math.abs(x - grip.x) > clickSlop;
    if (!grip.hasMoved) return;
    this.#trail.push({ at: event.timeStamp, x });
    this.#trail = this.#trail.filter((point) => event.timeStamp - point.at < 80);
    switch (grip.kind) {
      case "pan":
        return this.#look(panned(grip.view, ((grip.x - x) / this.#width) * lengthOf(grip.view)));
      case "scrub":
        return this.#held.seek(this.#time(x), true);
      default: {
        const time = this.#time(x);
        this.#held.point(time, event.clientY);
        return this.#held.select({ start: Math.min(grip.anchor, time), end: Math.max(grip.anchor, time) });
      }
    }
  }

  /** What was under each finger stays there. */
  #pinch() {
    const [one, other] = this.#pinched;
    if (!one || !other) return;
    const width = this.#width;
    const [x, y] = [this.#fingers.get(one.id) ?? 0, this.#fingers.get(other.id) ?? 0];
    if (Math.abs(y - x) < 8) return;
    const length = Math.abs(((other.time - one.time) / (y - x)) * width);
    const view = zoomed({ start: one.time - (x / width) * length, end: one.time + (1 - x / width) * length }, 1, one.time);
    this.#look(view);
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (!this.#fingers.delete(event.pointerId)) return;
    const grip = this.#grip;
    this.#grip = null;
    if (!grip || event.type === "pointercancel") return;
    if (grip.kind === "scrub") return this.#held.seek(this.#time(this.#x(event.clientX)), false);
    if (!grip.hasMoved && grip.kind !== "edge") {
      // A press beside the selection takes it away.
      if (this.#held.selection()) this.#held.select(null);
      return this.#held.seek(grip.anchor, false);
    }
    if (grip.kind === "pan") this.#glide(event.timeStamp);
  }

  /** @param {number} now */
  #glide(now) {
    const first = this.#trail.find((point) => now - point.at < 80);
    const last = this.#trail[this.#trail.length - 1];
    if (!first || !last || last.at <= first.at || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    let speed = (last.x - first.x) / (last.at - first.at);
    let before = performance.now();
    const step = (/** @type {number} */ at) => {
      const passed = Math.min(50, at - before);
      before = at;
      const view = this.#held.view();
      this.#look(panned(view, (-speed * passed * lengthOf(view)) / this.#width));
      speed *= Math.exp(-passed / inertia);
      this.#gliding = Math.abs(speed) > 0.02 ? requestAnimationFrame(step) : 0;
    };
    if (Math.abs(speed) > 0.1) this.#gliding = requestAnimationFrame(step);
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    this.rest();
    const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
    const [across, along] = event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
    const view = this.#held.view();
    if (Math.abs(across) > Math.abs(along)) return this.#look(panned(view, ((across * unit) / this.#width) * lengthOf(view)));
    this.#zoomAt(event.clientX, Math.exp(Math.max(-240, Math.min(240, along * unit)) * (event.ctrlKey ? 0.01 : 0.0018)));
  }

  /** @param {number} clientX @param {number} factor */
  #zoomAt(clientX, factor) {
    const x = this.#x(clientX);
    this.#look(zoomed(this.#held.view(), factor, this.#time(x)));
  }

  /** @param {View} view */
  #look(view) {
    this.#held.look(bounded(view, this.#held.limits()));
  }
}
