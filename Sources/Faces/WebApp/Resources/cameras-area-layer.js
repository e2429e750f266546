// @ts-check
// The areas of one kind while they are worked on: what is kept, what is there now, and the way back, step by step.

/** @typedef {import("./cameras-types.js").Area} Area */

const mostSteps = 100;

export class AreaLayer {
  /** @type {Area[]} */ areas = [];
  /** Which is worked on; -1: none. */
  chosen = -1;
  #kept = "[]";
  #now = "[]";
  /** @type {string[]} */ #past = [];

  /** @param {Area[]} areas as they are kept */
  take(areas) {
    this.areas = structuredClone(areas);
    this.chosen = Math.min(Math.max(this.chosen, 0), areas.length - 1);
    this.#kept = this.#now = JSON.stringify(areas);
    this.#past = [];
  }

  /** Something may have been changed: a step that can be taken back. */
  note() {
    const now = JSON.stringify(this.areas);
    if (now === this.#now) return;
    this.#past.push(this.#now);
    if (this.#past.length > mostSteps) this.#past.shift();
    this.#now = now;
  }

  get mayUndo() {
    return this.#past.length > 0;
  }

  undo() {
    const before = this.#past.pop();
    if (before === undefined) return;
    this.#now = before;
    this.areas = JSON.parse(before);
    this.chosen = Math.min(this.chosen, this.areas.length - 1);
  }

  get isChanged() {
    return JSON.stringify(this.areas) !== this.#kept;
  }
}
