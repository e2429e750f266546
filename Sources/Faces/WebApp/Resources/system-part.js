// @ts-check
// A part of a place: what it has in common with the others. It asks the server while it is shown, says what went wrong, and says
// what was done.

import { every, make, say } from "./dom.js";

export class Part extends HTMLElement {
  #address = new URLSearchParams();
  /** @type {{now: () => void, stop: () => void} | null} */ #round = null;
  #isBuilt = false;
  #problem = make("p", { class: "problem", role: "alert" });
  #note = make("p", { class: "note", role: "status" });
  #fading = 0;

  /** Milliseconds between two askings; 0: asks when somebody comes, and after each change. */
  get period() {
    return 0;
  }

  /** Makes its elements, once. */
  build() {}

  /**
   * Asks the server and shows what it says. What it throws is said.
   * @returns {Promise<void>}
   */
  async refresh() {}

  /** Nobody looks any more. */
  left() {}

  get address() {
    return this.#address;
  }

  /** What of it is shown. */
  set address(address) {
    const isOther = address.toString() !== this.#address.toString();
    this.#address = address;
    if (isOther) this.again();
  }

  /** Whether it is shown. */
  get here() {
    return this.#round !== null;
  }

  set here(here) {
    if (here === this.here) return;
    this.#round?.stop();
    this.#round = null;
    if (!here) this.left();
    else this.#come();
  }

  #come() {
    if (!this.#isBuilt) {
      this.#isBuilt = true;
      this.build();
      this.prepend(this.#problem, this.#note);
    }
    this.#round = this.period > 0 ? every(this.period, () => this.#ask()) : { now: () => void this.#ask(), stop() {} };
    if (this.period === 0) this.#round.now();
  }

  /** Asks again at once, where somebody looks. */
  again() {
    this.#round?.now();
  }

  async #ask() {
    try {
      await this.refresh();
      if (this.#problem.dataset.from === "asking") this.complain(null);
    } catch (error) {
      this.#tell(error);
      this.#problem.dataset.from = "asking";
    }
  }

  /**
   * Says what went wrong, where it is seen; null takes it back.
   * @param {unknown} error
   */
  complain(error) {
    delete this.#problem.dataset.from;
    this.#tell(error);
    if (error !== null && this.here) this.#problem.scrollIntoView({ block: "nearest" });
  }

  /** @param {unknown} error */
  #tell(error) {
    say(this.#problem, error === null ? "" : error instanceof Error ? error.message : String(error));
  }

  /**
   * Says what was done.
   * @param {string} text
   */
  note(text) {
    say(this.#note, text);
    clearTimeout(this.#fading);
    this.#fading = setTimeout(() => say(this.#note, ""), 8000);
  }

  /**
   * Does what a button is for: once at a time, saying what went wrong, and shows how it is then.
   * @param {HTMLButtonElement | null} pressed @param {() => Promise<unknown>} work @param {string} [done] said when it is
   * @returns {Promise<boolean>} whether it was done
   */
  async act(pressed, work, done = "") {
    if (pressed) pressed.disabled = true;
    this.complain(null);
    try {
      await work();
      if (done) this.note(done);
      this.again();
      return true;
    } catch (error) {
      this.complain(error);
      return false;
    } finally {
      if (pressed) pressed.disabled = false;
    }
  }
}
