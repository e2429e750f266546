// @ts-check
// A movement that lasts as long as somebody holds it: what is asked for last is what counts, one request after the other, and it
// ends whatever happens. The recorder ends it by itself when it is not told again in time, as when this page is gone.

/**
 * @template T
 * @typedef {object} MovementCalls
 * @property {(wish: T) => Promise<unknown>} move
 * @property {() => Promise<unknown>} stop
 * @property {number} again how long after a movement was asked for it is asked for again, ms; 0: never
 * @property {(error: unknown) => void} failed
 */

/** Tries of a stop, and the time between them, ms. */
const mostTries = 4;
const patience = 250;

/** @template T */
export class HeldMovement {
  #calls;
  /** @type {T | null} null: nothing shall move */ #wish = null;
  /** Whether it may move, as far as is known here. */
  #mayMove = false;
  #isAsking = false;
  #timer = 0;
  #tries = 0;

  /** @param {MovementCalls<T>} calls */
  constructor(calls) {
    this.#calls = calls;
  }

  get isHeld() {
    return this.#wish !== null;
  }

  /** @param {T} wish what is like the last one is not asked for again before its time */
  go(wish) {
    if (this.#wish !== null && JSON.stringify(this.#wish) === JSON.stringify(wish)) return;
    this.#wish = wish;
    void this.#next();
  }

  stop() {
    if (this.#wish === null) return;
    this.#wish = null;
    // One that is still on its way to a slow camera is not waited for; it is stopped once more when it has arrived.
    if (this.#isAsking) void this.#calls.stop().catch(() => {});
    void this.#next();
  }

  async #next() {
    clearTimeout(this.#timer);
    if (this.#isAsking) return;
    const wish = this.#wish;
    if (wish === null && !this.#mayMove) return;
    this.#isAsking = true;
    if (wish !== null) this.#mayMove = true;
    try {
      if (wish !== null) await this.#calls.move(wish);
      else await this.#calls.stop();
      if (wish === null) this.#mayMove = false;
      this.#tries = 0;
    } catch (error) {
      // It may move all the same: it is stopped, and somebody has to press again.
      if (this.#tries === 0) this.#calls.failed(error);
      this.#tries += 1;
      this.#wish = null;
      if (this.#tries >= mostTries) {
        this.#mayMove = false;
        this.#tries = 0;
      }
    } finally {
      this.#isAsking = false;
    }
    if (this.#tries > 0) this.#timer = setTimeout(() => void this.#next(), patience);
    else if (this.#wish !== wish) void this.#next();
    else if (wish !== null && this.#calls.again > 0) this.#timer = setTimeout(() => void this.#next(), this.#calls.again);
  }
}
