// @ts-check
// What all players of live pictures have in common: their state, and that they rest while nobody looks.

/**
 * idle: told to show nothing. offline: no connection to the server. paused: nobody looks. stalled: connected, but nothing comes.
 * unsupported: it cannot be shown in this way here.
 * @typedef {"idle" | "connecting" | "live" | "stalled" | "interrupted" | "ended" | "error"} ConnectedState
 * @typedef {ConnectedState | "offline" | "paused" | "unsupported"} PlayerState
 */

/**
 * What is known of what is shown, for those who want to see numbers.
 * @typedef {object} Shown
 * @property {string} codec as the player is told
 * @property {number} width
 * @property {number} height
 * @property {boolean} transcoded
 */

/** The network is another: what came before may be dead without a word. Who hears nothing for so long then connects anew. */
const lookAfter = 1500;
/** And so does who has heard nothing for this long, whatever the reason. */
const hopelessAfter = 20_000;
const lookEvery = 5000;

export class Player {
  /** @type {PlayerState} */ state = "idle";
  /** What the server said about the state, if anything. */
  detail = "";
  /**
   * Own clock in ms of the next try, while there is no connection.
   * @type {number | null}
   */
  retryAt = null;
  /** Pictures presented so far. */
  frames = 0;
  /** Received so far. */
  bytes = 0;
  hasAudio = false;
  hasPicture = false;
  /** @type {Shown | null} */ shown = null;
  address = "";
  #isAway = false;
  #looking = 0;
  #watchdog = 0;

  /** @param {() => void} changed after every change of the properties above, and four times a second */
  constructor(changed) {
    this.changed = changed;
  }

  /**
   * Shows the stream at this address.
   * @param {string} address
   */
  watch(address) {
    if (this.address === address) return;
    this.leave();
    this.address = address;
    this.#listenToPage(true);
    this.begin();
  }

  /** Shows nothing more; the last picture stays. */
  stop() {
    if (this.address === "") return;
    this.leave();
    this.address = "";
    this.#listenToPage(false);
    this.become("idle");
  }

  /** Whether it cannot be seen just now: who is not seen asks for nothing. */
  get isAway() {
    return this.#isAway;
  }

  set isAway(isAway) {
    if (this.#isAway === isAway) return;
    this.#isAway = isAway;
    this.#turn();
  }

  /** Begins, unless nobody looks. */
  begin() {
    if (this.address === "") return;
    if (document.hidden || this.#isAway) this.become("paused");
    else this.enter();
  }

  #turn = () => {
    if (this.address === "") return;
    if (document.hidden || this.#isAway) {
      this.leave();
      this.become("paused");
    } else if (this.state === "paused") {
      this.enter();
    }
  };

  /** @param {boolean} listen */
  #listenToPage(listen) {
    document.removeEventListener("visibilitychange", this.#turn);
    removeEventListener("online", this.#networkChanged);
    clearTimeout(this.#looking);
    clearInterval(this.#watchdog);
    if (!listen) return;
    document.addEventListener("visibilitychange", this.#turn);
    addEventListener("online", this.#networkChanged);
    this.#watchdog = setInterval(() => this.#reconnectIfSilent(hopelessAfter, false), lookEvery);
  }

  #networkChanged = () => {
    this.hurry();
    clearTimeout(this.#looking);
    this.#looking = setTimeout(() => this.#reconnectIfSilent(lookAfter, true), lookAfter);
  };

  /**
   * @param {number} patience milliseconds
   * @param {boolean} anew whether a try that is under way is given up, too
   */
  #reconnectIfSilent(patience, anew) {
    const hears = this.state === "connecting" || this.state === "live" || this.state === "stalled";
    const tries = anew && this.state === "offline" && this.retryAt === null;
    if (!(hears || tries) || this.silence * 1000 < patience) return;
    this.leave();
    this.become("connecting");
    this.enter();
  }

  /**
   * @param {PlayerState} state
   * @param {string} [detail]
   */
  become(state, detail = "") {
    this.state = state;
    this.detail = detail;
    this.changed();
  }

  // What each kind does in its own way.

  /** Connects. */
  enter() {}

  /** Gives the connection up; the last picture stays. */
  leave() {}

  /** The server is there again, or the camera is: does not wait for its turn. */
  hurry() {}

  /** @returns {HTMLVideoElement | HTMLCanvasElement | null} what holds the picture */
  get picture() {
    return null;
  }

  /** @returns {number | null} seconds that the picture shown is behind the newest one that is known */
  get latency() {
    return null;
  }

  /** Pictures that came and were not shown. */
  get droppedFrames() {
    return 0;
  }

  /** Since when nothing has come, in seconds. */
  get silence() {
    return 0;
  }
}
