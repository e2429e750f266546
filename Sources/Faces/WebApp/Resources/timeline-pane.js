// @ts-check
// The picture of one camera at the moment of the time line: live, played, or drawn from what is at hand until the right one is there.
//
// For tests and style sheets the element says: data-camera, data-state ("live", "ready", "waiting", "nothing" or "failed"), data-from
// (what the picture is from: "live", "film", "still", "story" or "") and data-shown (of when it is, ms since 1970).

import * as api from "./api.js";
import { iconButton, make, mark, say } from "./dom.js";
import { LivePlayer } from "./live-player.js";
import { mediaTime, timeOf } from "./timeline-buffer.js";
import { Film } from "./timeline-film.js";
import { clamp } from "./timeline-scale.js";
import { sightOf } from "./timeline-sight.js";
import { Sketch } from "./timeline-sketch.js";
import { whyNotLive } from "./timeline-words.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {import("./timeline-clock.js").Clock} Clock */
/** @typedef {"live" | "ready" | "waiting" | "nothing" | "failed"} PaneState */

/**
 * @typedef {object} Circumstances
 * @property {(camera: string, time: number) => import("./timeline-lanes.js").Standing} standing
 * @property {(standing: import("./timeline-lanes.js").Standing) => string} sentence why nothing is shown
 * @property {import("./timeline-storyboard.js").Storyboards} storyboards
 * @property {number} interval of the storyboard, seconds
 * @property {number} mostSpeed up to which films are played; beyond it, key frames are shown
 * @property {boolean} isHeld another camera's picture is waited for
 */

/** So long somebody stays, ms, before the server is asked for more than what is at hand. */
const stayed = 80;
/** So long a film that is on its way has, ms, before small pictures are made, for which its decoder would have to wait. */
const filmFirst = 400;

export class TimelinePane extends HTMLElement {
  /** @type {Camera | null} */ #camera = null;
  #video = make("video", { class: "film", playsinline: true, muted: true, tabindex: -1, "aria-hidden": "true" });
  #canvas = make("canvas", { class: "sketch", "aria-hidden": "true" });
  #liveVideo = make("video", { class: "live", playsinline: true, muted: true, tabindex: -1, "aria-hidden": "true", hidden: true });
  #liveStill = make("canvas", { class: "live", "aria-hidden": "true", hidden: true });
  #sentence = make("p");
  #note = make("p", { class: "pane-note", role: "status", hidden: true });
  #name = make("span", { class: "pane-name" });
  #sound = iconButton("muted", words("timeline.soundOn"), () => this.#toggleSound());
  #live = new LivePlayer(this.#liveVideo, this.#liveStill, () => {});
  #film = new Film(this.#video, { ...api, sightOf: async () => (this.#camera ? sightOf(this.#camera) : {}) }, () => this.#now());
  #sketch = new Sketch(this.#canvas);
  #isLive = false;
  #sought = 0;
  /** @type {() => number} */ #now;
  /** Of the picture in the <video>, as the browser says. */
  #presented = 0;

  /** @param {() => number} now */
  constructor(now) {
    super();
    this.#now = now;
    this.#video.muted = true;
    this.#liveVideo.muted = true;
  }

  connectedCallback() {
    if (this.firstChild) return;
    this.setAttribute("role", "group");
    this.append(
      make("div", { class: "pane-picture" }, this.#video, this.#canvas, this.#liveVideo, this.#liveStill, make("div", { class: "pane-message" }, this.#sentence), this.#note),
      make("div", { class: "pane-caption" }, this.#name, this.#sound),
    );
    this.#countFrames();
  }

  disconnectedCallback() {
    this.close();
  }

  get camera() {
    return this.#camera;
  }

  /** @param {Camera | null} camera */
  set camera(camera) {
    const isOther = camera?.id !== this.#camera?.id;
    this.#camera = camera;
    if (!camera) return;
    say(this.#name, camera.name);
    mark(this, "aria-label", camera.name);
    if (!isOther) return;
    mark(this, "data-camera", camera.id);
    this.#film.open(camera.id);
    this.#sketch.open(camera.id);
    this.#presented = 0;
    this.#sought = 0;
  }

  /** Nothing is to be shown any more; what is at hand stays. */
  close() {
    this.#leaveLive();
    this.#video.pause();
    this.#film.open("");
  }

  /** What a picture lasts, and of when the one is that is shown; 0: none is. */
  get picture() {
    return { time: this.#presented, length: this.#film.frame };
  }

  /**
   * When pictures go on; null: it is not known.
   * @param {number} time
   */
  resumes(time) {
    return this.#film.resumes(time);
  }

  /**
   * Shows what belongs to the moment, or what is nearest to it. Called with every frame of the screen.
   * @param {Clock} clock @param {Circumstances} around @returns {PaneState}
   */
  update(clock, around) {
    const camera = this.#camera;
    if (!camera) return "nothing";
    const state = clock.isLive ? this.#showLive(camera) : this.#showRecorded(camera, clock, around);
    this.#note.hidden = clock.isLive || !this.#film.isBusy;
    if (!this.#note.hidden) say(this.#note, this.#film.failure);
    mark(this, "data-state", state);
    this.#sound.hidden = clock.isBackwards || !clock.isPlaying;
    return state;
  }

  /** @param {Camera} camera @returns {PaneState} */
  #showLive(camera) {
    if (!this.#isLive) {
      this.#isLive = true;
      this.#video.pause();
      const isSmall = this.clientWidth * devicePixelRatio <= (camera.status.streams.sub?.video?.width ?? 0) * 1.3;
      if (camera.permissions.includes("watch-live")) this.#live.watch(api.liveAddress(camera.id, isSmall ? "sub" : "main"));
    }
    this.#liveVideo.hidden = !this.#live.hasPicture;
    const isMoving = this.#live.state === "live";
    say(this.#sentence, isMoving || this.#live.hasPicture ? "" : whyNotLive(camera));
    if (isMoving) this.#tell("live", this.#now());
    return isMoving ? "live" : "waiting";
  }

  #leaveLive() {
    if (!this.#isLive) return;
    this.#isLive = false;
    // Its last picture stays until there is a recorded one.
    this.#live.stop();
    this.#liveVideo.hidden = true;
  }

  /** @param {Camera} camera @param {Clock} clock @param {Circumstances} around @returns {PaneState} */
  #showRecorded(camera, clock, around) {
    this.#leaveLive();
    this.#film.open(camera.id);
    const { time } = clock;
    const standing = around.standing(camera.id, time);
    if (standing.kind !== "recorded" && standing.kind !== "unknown" && time < this.#now() - 5000) return this.#showNothing(around.sentence(standing));
    const isByKeys = clock.isPlaying && (clock.isBackwards || clock.speed > around.mostSpeed);
    if (clock.isScrubbing || isByKeys || this.#film.isHopeless) {
      this.#video.pause();
      this.#draw(clock, around, this.#film.isHopeless && !clock.isPlaying && !clock.isScrubbing);
      return "ready";
    }
    const state = this.#film.want(time, clock.speed);
    if (state === "nothing") return this.#showNothing(around.sentence(standing.kind === "gap" ? standing : { kind: "nothing", gap: null }));
    if (state === "ready") return this.#follow(clock, around);
    this.#video.pause();
    if (this.#film.isBusy) {
      // Picture by picture, until there is room for a film.
      this.#draw(clock, around, !clock.isPlaying);
      return "ready";
    }
    if (state === "failed" && this.#film.failure) {
      say(this.#sentence, this.#film.failure);
      this.#video.hidden = true;
      return "failed";
    }
    // A player that is there already begins with the first bytes.
    const at = mediaTime(time);
    if (Math.abs(at - this.#sought) > (clock.isPlaying ? 0.35 * Math.max(1, clock.speed) : 1e-4)) this.#seek(at);
    this.#draw(clock, around, false, filmFirst);
    return "waiting";
  }

  /** @param {Clock} clock @param {Circumstances} around @param {boolean} isExact @param {number} storyAfter ms */
  #draw(clock, around, isExact, storyAfter = 0) {
    const width = Math.round(this.clientWidth * devicePixelRatio);
    // For a picture of a moment of which nothing is known to be recorded nobody is asked.
    const isRecorded = around.standing(this.#camera?.id ?? "", clock.time).kind === "recorded";
    const patience = !isRecorded ? Infinity : clock.isPlaying && !clock.isScrubbing ? 0 : stayed;
    this.#sketch.want(clock.time, around.storyboards, around.interval, width, isExact, { still: patience, story: storyAfter });
    if (this.#sketch.isNothing(clock.time)) {
      this.#reveal("sketch");
      this.#canvas.hidden = true;
      this.#video.hidden = true;
      this.#tell("", 0);
      say(this.#sentence, around.sentence({ kind: "nothing", gap: null }));
      return;
    }
    if (this.#sketch.shown === 0) {
      say(this.#sentence, this.#liveStill.hidden ? words("timeline.loading") : "");
      return;
    }
    this.#reveal("sketch");
    this.#tell(this.#sketch.kind, this.#sketch.shown);
  }

  /** @param {Clock} clock @param {Circumstances} around @returns {PaneState} */
  #follow(clock, around) {
    const video = this.#video;
    const at = mediaTime(clock.time);
    const isGoing = clock.isPlaying && !around.isHeld;
    const off = at - video.currentTime;
    // One that leads to where nothing is does not end.
    const isSeeking = video.seeking && this.#film.has(this.#sought);
    if (clock.isPlaying) {
      if (Math.abs(off) > 0.35 * Math.max(1, clock.speed) && !isSeeking) this.#seek(at);
      const rate = clamp(clock.speed * (1 + clamp(off / clock.speed, -0.2, 0.2) * 0.4), 0.0625, 16);
      if (Math.abs(video.playbackRate - rate) > 0.01) video.playbackRate = rate;
    } else if (!isSeeking && (Math.abs(at - this.#sought) > 1e-4 || (!video.seeking && Math.abs(off) > 0.05))) {
      // A player that was opened after it had been led there has forgotten it.
      this.#seek(at);
    }
    if (isGoing && video.paused && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) void video.play().catch(() => {});
    if (!isGoing && !video.paused) video.pause();
    const isThere = !video.seeking && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA &&
      Math.abs(video.currentTime - at) < (clock.isPlaying ? 1 + clock.speed : 0.002);
    if (!isThere) {
      this.#draw(clock, around, false, filmFirst);
      return "waiting";
    }
    this.#reveal("film");
    this.#tell("film", this.#presented || clock.time);
    const goesOn = video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA || this.#film.ends(at);
    return clock.isPlaying && !goesOn ? "waiting" : "ready";
  }

  /** @param {number} at */
  #seek(at) {
    this.#sought = at;
    this.#video.currentTime = at;
  }

  /** @param {string} sentence @returns {PaneState} */
  #showNothing(sentence) {
    this.#video.pause();
    this.#video.hidden = true;
    this.#canvas.hidden = true;
    this.#liveStill.hidden = true;
    this.#sketch.forget();
    say(this.#sentence, sentence);
    this.#tell("", 0);
    return "nothing";
  }

  /** @param {"film" | "sketch"} what */
  #reveal(what) {
    this.#video.hidden = false;
    this.#canvas.hidden = what === "film";
    this.#liveStill.hidden = true;
    say(this.#sentence, "");
  }

  /** @param {string} from @param {number} time */
  #tell(from, time) {
    mark(this, "data-from", from);
    mark(this, "data-shown", String(Math.round(time)));
  }

  #countFrames() {
    if (!this.#video.requestVideoFrameCallback) return;
    /** @type {VideoFrameRequestCallback} */
    const count = (_, { mediaTime: at }) => {
      this.#presented = timeOf(at);
      this.#video.requestVideoFrameCallback(count);
    };
    this.#video.requestVideoFrameCallback(count);
  }

  /** One camera sounds at a time. */
  mute() {
    this.#video.muted = true;
    this.#liveVideo.muted = true;
    this.#renderSound();
  }

  #toggleSound() {
    const isMuted = !this.#video.muted;
    if (!isMuted) this.dispatchEvent(new CustomEvent("pane-sound", { bubbles: true }));
    this.#video.muted = isMuted;
    this.#liveVideo.muted = isMuted;
    this.#renderSound();
  }

  #renderSound() {
    const isMuted = this.#video.muted;
    mark(this.#sound, "data-icon", isMuted ? "muted" : "sound");
    mark(this.#sound, "aria-label", words(isMuted ? "timeline.soundOn" : "timeline.soundOff"));
    this.#sound.title = this.#sound.getAttribute("aria-label") ?? "";
  }
}

customElements.define("nj-timeline-pane", TimelinePane);
