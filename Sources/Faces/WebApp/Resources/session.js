// @ts-check
// Who is logged in, and what they may do. What is not allowed is not offered; the server decides all the same.

/** @typedef {import("./types.js").Who} Who */

/** Says "begun" when somebody is known, and "lost" when the server no longer knows who asks. */
class Session extends EventTarget {
  /** @type {Who | null} */ #who = null;

  /** Null: nobody is logged in. */
  get who() {
    return this.#who;
  }

  /** @param {Who} who */
  begin(who) {
    this.#who = who;
    this.dispatchEvent(new Event("begun"));
  }

  lose() {
    if (this.#who === null) return;
    this.#who = null;
    this.dispatchEvent(new Event("lost"));
  }

  /**
   * With the recorder as a whole; with a camera, the camera says.
   * @param {string} action
   */
  may(action) {
    return this.#who?.permissions.includes(action) ?? false;
  }
}

export const session = new Session();
