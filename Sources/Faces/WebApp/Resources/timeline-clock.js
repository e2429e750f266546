// @ts-check
// Which moment is shown, and how it goes on: one for all pictures, so that they stay together. It knows no page.

/** Slower and faster; a step each. */
export const speeds = [0.25, 0.5, 1, 2, 4, 8, 16, 32];

/** So far behind now a recording can be played: what is newer is on its way to the disk. */
export const liveMargin = 3000;

/** Says "moved" when another moment is shown, and "changed" when it goes on in another way. */
export class Clock extends EventTarget {
  /** ms since 1970 */
  time;
  isPlaying = false;
  isLive = false;
  /** Being drawn over the pictures: they need not be exact yet. */
  isScrubbing = false;
  speed = 1;
  isBackwards = false;
  #now;
  #last = 0;

  /** @param {() => number} now the recorder's time, ms */
  constructor(now) {
    super();
    this.#now = now;
    this.time = now();
  }

  get now() {
    return this.#now();
  }

  live() {
    this.isLive = true;
    this.isPlaying = true;
    this.isBackwards = false;
    this.speed = 1;
    this.isScrubbing = false;
    this.time = this.#now();
    this.#changed();
  }

  /** @param {number} time @param {{isScrubbing?: boolean, isPlaying?: boolean}} how */
  seek(time, { isScrubbing = false, isPlaying = this.isPlaying } = {}) {
    // At its right edge the time line is live.
    if (!isScrubbing && isPlaying && time >= this.#now() - liveMargin) return this.live();
    const differs = this.isLive || this.isScrubbing !== isScrubbing || this.isPlaying !== isPlaying;
    this.isLive = false;
    this.isScrubbing = isScrubbing;
    this.isPlaying = isPlaying;
    this.time = Math.min(time, this.#now());
    if (differs) this.#changed();
    else this.dispatchEvent(new Event("moved"));
  }

  play() {
    if (this.time >= this.#now() - liveMargin && !this.isBackwards) return this.live();
    this.isPlaying = true;
    this.isScrubbing = false;
    this.#changed();
  }

  pause() {
    // What is live has not been written yet: it stands where it was shown.
    this.isLive = false;
    this.isPlaying = false;
    this.isScrubbing = false;
    this.#changed();
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  /** @param {number} speed above 0 @param {boolean} [isBackwards] by key frames */
  setSpeed(speed, isBackwards = this.isBackwards) {
    if (this.isLive && speed >= 1 && !isBackwards) return;
    this.isLive = false;
    this.speed = speed;
    this.isBackwards = isBackwards;
    this.#changed();
  }

  /** @param {1 | -1} way */
  stepSpeed(way) {
    const at = speeds.indexOf(this.speed);
    const next = speeds[Math.min(speeds.length - 1, Math.max(0, at + way))];
    if (next !== undefined && next !== this.speed) this.setSpeed(next);
  }

  /**
   * Lets time go on.
   * @param {number} timestamp ms of any clock that goes evenly @param {boolean} isHeld a picture is not there yet
   */
  tick(timestamp, isHeld) {
    const passed = Math.min(500, timestamp - this.#last);
    this.#last = timestamp;
    if (this.isLive) {
      this.time = this.#now();
      this.dispatchEvent(new Event("moved"));
      return;
    }
    if (!this.isPlaying || this.isScrubbing || isHeld || passed <= 0) return;
    this.time += passed * this.speed * (this.isBackwards ? -1 : 1);
    if (!this.isBackwards && this.time >= this.#now() - liveMargin && this.speed >= 1) return this.live();
    this.time = Math.min(this.time, this.#now());
    this.dispatchEvent(new Event("moved"));
  }

  #changed() {
    this.dispatchEvent(new Event("changed"));
    this.dispatchEvent(new Event("moved"));
  }
}
