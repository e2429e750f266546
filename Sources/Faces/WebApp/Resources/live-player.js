// @ts-check
// Plays one live stream in a <video>: keeps close to the live edge, keeps the last picture through every trouble.

import { LawSound } from "./law-sound.js";
import { LiveSocket } from "./live-socket.js";
import { canPlayLive, MediaFeed } from "./media-feed.js";
import { Player } from "./player.js";

/** Seconds behind the newest picture that we want to be: enough for the network's unevenness, too little to notice. */
const wantedLatency = 0.4;
const longestWantedLatency = 1.2;
const tooLate = 3;
/** Just begun, being this late is only the time that the decoder took to warm up: one jump mends it. */
const tooLateAtFirst = 1;
const settledAfter = 1500;
const slowest = 0.97;
const fastest = 1.1;
const tickEvery = 250;
const stalledAfter = 4000;
const hopelessAfter = 20_000;
const goodAfter = 5000;
/** So long, in ms, the first picture of a group may take to be shown before we go to the live edge without it. */
const firstPictureWithin = 500;

export class LivePlayer extends Player {
  /** @type {LiveSocket | null} */ #socket = null;
  /** @type {MediaFeed | null} */ #feed = null;
  /** @type {LawSound | null} */ #sound = null;
  #ticker = 0;
  #lastBytes = 0;
  #liveSince = 0;
  #wanted = wantedLatency;
  #newPicture = false;
  #settled = false;
  #begunAt = 0;
  /**
   * Where the live edge was when the stream began, in media time, until we have gone there.
   * @type {number | null}
   */
  #edge = null;

  /**
   * @param {HTMLVideoElement} video @param {HTMLCanvasElement} still lies over the video and holds the last picture
   * @param {() => void} changed after every change of the properties above, and four times a second
   */
  constructor(video, still, changed) {
    super(changed);
    this.video = video;
    this.still = still;
    video.addEventListener("waiting", () => this.#ranDry());
    video.addEventListener("error", () => this.#feed && this.#restart());
    this.#countFrames();
  }

  /** @override */
  hurry() {
    this.#socket?.hurry();
  }

  /**
   * Seconds between the picture shown and the newest one here.
   * @override
   */
  get latency() {
    const newest = this.#feed?.newest;
    return newest ? newest.end - this.video.currentTime : null;
  }

  /** @override */
  get picture() {
    return this.video;
  }

  /** @override */
  get droppedFrames() {
    return this.video.getVideoPlaybackQuality?.().droppedVideoFrames ?? 0;
  }

  /** @override */
  enter() {
    this.#lastBytes = performance.now();
    this.#socket = new LiveSocket(this.address, {
      connecting: () => this.#connecting(),
      init: (init, segment) => this.#begin(init, segment),
      fragment: (bytes) => this.#append(bytes),
      sound: (seconds, bytes) => this.#sound?.push(seconds, bytes),
      liveEdge: (seconds) => this.#reachedEdge(seconds),
      dropped: () => {}, // The hole in the time line is found and jumped over by #followLive.
      interrupted: (reason) => this.become("interrupted", reason),
      ended: () => this.become("ended"),
      refused: (detail, code) => this.become(code === "unplayable" ? "unsupported" : "error", detail),
      lost: (retryAt) => this.#lost(retryAt),
    });
    this.#ticker = setInterval(() => this.#tick(), tickEvery);
  }

  /** @override */
  leave() {
    clearInterval(this.#ticker);
    this.#socket?.close();
    this.#socket = null;
    this.#closeFeed();
    this.retryAt = null;
  }

  #connecting() {
    this.retryAt = null;
    // What went wrong stays on the screen until something better is known.
    if (this.state === "idle" || this.state === "paused" || this.state === "live") this.become("connecting");
    else this.changed();
  }

  /** @param {import("./live-socket.js").LiveInit} init @param {ArrayBuffer} segment */
  #begin(init, segment) {
    this.#closeFeed();
    this.hasAudio = Boolean(init.audio);
    this.shown = {
      codec: init.mime.match(/codecs="([^"]*)"/)?.[1] ?? init.mime,
      width: init.width,
      height: init.height,
      transcoded: Boolean(init.transcoded),
    };
    if (!canPlayLive(init.mime)) return this.become("unsupported", init.mime);
    this.#feed = new MediaFeed(this.video, init.mime, () => this.#restart());
    this.#feed.append(segment);
    if (init.sound) this.#sound = new LawSound(this.video, init.sound);
    this.#newPicture = true;
    this.#settled = false;
    this.#lastBytes = this.#begunAt = performance.now();
    this.#edge = null;
    if (this.state !== "live") this.become("connecting");
  }

  /** @param {ArrayBuffer} bytes */
  #append(bytes) {
    this.bytes += bytes.byteLength;
    this.#lastBytes = performance.now();
    this.#feed?.append(bytes);
  }

  /**
   * What was there when we came is here. Its first picture is shown before the newest one: for that all of its group must be decoded,
   * and of ten seconds in 1080p that takes longer than anybody likes to look at nothing.
   * @param {number} seconds media time
   */
  #reachedEdge(seconds) {
    this.#edge = seconds;
    if (!this.#newPicture) this.#goToEdge();
  }

  #goToEdge() {
    if (this.#edge === null) return;
    this.#feed?.seekAfterwards(Math.max(0, this.#edge - this.#wanted));
    this.#edge = null;
  }

  /** @param {number} retryAt */
  #lost(retryAt) {
    this.#closeFeed();
    this.retryAt = retryAt;
    const known = this.state === "ended" || this.state === "error" || this.state === "interrupted";
    if (known) this.changed();
    else this.become("offline");
  }

  #restart() {
    this.#closeFeed();
    this.#socket?.restart();
  }

  #closeFeed() {
    if (!this.#feed) return;
    this.#keepPicture();
    this.#sound?.close();
    this.#sound = null;
    this.#feed.close();
    this.#feed = null;
    this.video.removeAttribute("src");
    this.video.load();
  }

  #keepPicture() {
    const { video, still } = this;
    if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0 || this.#newPicture) return;
    still.width = video.videoWidth;
    still.height = video.videoHeight;
    still.getContext("2d")?.drawImage(video, 0, 0);
    still.hidden = false;
  }

  #countFrames() {
    if (!this.video.requestVideoFrameCallback) return;
    const count = () => {
      this.#presented(this.frames + 1);
      this.video.requestVideoFrameCallback(count);
    };
    this.video.requestVideoFrameCallback(count);
  }

  /** @param {number} frames */
  #presented(frames) {
    this.frames = frames;
    if (!this.#newPicture || !this.#feed) return;
    this.#newPicture = false;
    this.hasPicture = true;
    this.still.hidden = true;
    this.#liveSince = performance.now();
    this.#goToEdge();
    if (this.state === "connecting" || this.state === "stalled" || this.state === "offline") this.become("live");
  }

  #tick() {
    if (!this.video.requestVideoFrameCallback) {
      const quality = this.video.getVideoPlaybackQuality?.();
      if (quality && quality.totalVideoFrames > 0) this.#presented(quality.totalVideoFrames);
    }
    const silent = performance.now() - this.#lastBytes;
    if (this.#feed) {
      if (silent > hopelessAfter && this.state === "stalled") return this.#restart();
      if (silent > stalledAfter && (this.state === "live" || this.state === "connecting")) this.become("stalled");
      if (silent < stalledAfter && this.state === "stalled") this.become(this.#newPicture ? "connecting" : "live");
      if (this.state === "live" && performance.now() - this.#liveSince > goodAfter) this.#socket?.forgive();
      this.#followLive();
      this.#feed?.trim();
    }
    this.changed();
  }

  /** Plays a little faster or slower towards the wanted distance from the live edge; far off, jumps there. */
  #followLive() {
    const { video } = this;
    const newest = this.#feed?.newest;
    if (!newest || video.readyState === HTMLMediaElement.HAVE_NOTHING) return;
    if (this.#newPicture && performance.now() - this.#begunAt < firstPictureWithin) return;
    this.#goToEdge();
    const behind = newest.end - video.currentTime;
    const inHole = video.currentTime < newest.start;
    // A seek into the newest stretch ends by itself; one into a hole never does.
    if (video.seeking && !inHole && behind > -0.5 && behind < tooLate) return;
    const justBegun = !this.#newPicture && !this.#settled && performance.now() - this.#liveSince > settledAfter;
    if (justBegun) this.#settled = true;
    const late = behind > (justBegun ? tooLateAtFirst : tooLate);
    if (late || (inHole && this.#starving) || behind < -0.5) {
      video.currentTime = Math.max(newest.start, newest.end - this.#wanted);
    }
    const off = behind - this.#wanted;
    video.playbackRate = Math.abs(off) < 0.1 ? 1 : Math.min(fastest, Math.max(slowest, 1 + off * 0.4));
    this.#wanted = Math.max(wantedLatency, this.#wanted - 0.002);
    if (video.paused) void video.play().catch(() => this.#playSilently());
  }

  get #starving() {
    return this.video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA;
  }

  /** A browser may refuse sound without a gesture; the picture goes on. */
  #playSilently() {
    if (!this.video.paused) return;
    this.video.muted = true;
    void this.video.play().catch(() => {});
  }

  /** The network is less even than we thought: stay a little further back. */
  #ranDry() {
    if (this.state !== "live" || this.video.seeking || this.#newPicture) return;
    this.#wanted = Math.min(longestWantedLatency, this.#wanted + 0.15);
  }

  /**
   * Since when nothing has come, in seconds.
   * @override
   */
  get silence() {
    return (performance.now() - this.#lastBytes) / 1000;
  }
}
