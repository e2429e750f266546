// @ts-check
// One camera, live: the picture, its name, what is to be said about it, and what can be done with it.
//
// For tests and style sheets the element says: data-camera, data-state (a PlayerState, or "disabled"), data-frames
// (pictures presented so far), data-stream ("main" or "sub"), data-way ("mse", "webcodecs" or "mjpeg"), data-edge ("recording",
// "trouble" or "none").

import { iconButton, make, mark, say } from "./dom.js";
import { stamp } from "./format.js";
import { keepPicture } from "./keep-picture.js";
import { PictureZoom } from "./picture-zoom.js";
import { PTZPad } from "./ptz-pad.js";
import { serverNow } from "./server-clock.js";
import { comes, edge, stateWords } from "./state-words.js";
import { TilePlayer } from "./tile-player.js";
import { TileReadout } from "./tile-readout.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {import("./state-words.js").Words} Words */

/** A sub stream is enough while its pictures are shown at most this much larger than they are. */
const blurAllowed = 1.3;
/** How wide a sub stream is of which nothing has come yet, in pixels: the server thinks so, too. */
const usualSubWidth = 640;

export class CameraTile extends HTMLElement {
  /** @type {Camera | null} */ #camera = null;
  #large = false;
  #width = 0;
  #settling = 0;
  /** @type {"main" | "sub"} */ #stream = "main";
  #resized = new ResizeObserver(([entry]) => this.#resize(entry?.contentRect.width ?? 0));
  // Who is scrolled far away asks for nothing.
  #seen = new IntersectionObserver((entries) => {
    this.#isFar = !(entries.at(-1)?.isIntersecting ?? true);
    this.#rest();
  }, { rootMargin: "400px" });
  #isFar = false;
  #isLeft = false;

  #still = make("canvas", { class: "still", "aria-hidden": "true", hidden: true });
  #canvas = make("canvas", { class: "drawn", "aria-hidden": "true", hidden: true });
  #video = make("video", { playsinline: true, muted: true, tabindex: -1, "aria-hidden": "true" });
  #stage = make("div", { class: "stage" }, this.#video, this.#canvas, this.#still);
  #sentence = make("p");
  #action = make("button", { type: "button", class: "plain-button", hidden: true });
  #message = make("div", { class: "message", role: "status" }, this.#sentence, this.#action);
  #name = make("span", { class: "name" });
  #short = make("span", { class: "short" });
  #title = make("div", { class: "tile-title" }, this.#name, this.#short);
  #readout = new TileReadout();
  #pad = new PTZPad();
  #picture = make("div", { class: "picture" }, this.#stage, this.#message, this.#title, this.#readout.element);
  #recordings = iconButton("recordings", words("tile.recordings"), () => this.#tell("recordings"));
  #edit = iconButton("edit", words("tile.edit"), () => this.#tell("edit"));
  #sound = iconButton("muted", words("tile.sound-on"), () => this.toggleSound());
  #back = iconButton("back", words("tile.back"), () => this.#tell("enlarge"));
  #player = new TilePlayer(this.#video, this.#still, this.#canvas, () => this.#render());
  zoom = new PictureZoom(this.#picture, this.#stage, () => this.#large || this.#isFull, () => {});

  connectedCallback() {
    if (!this.firstChild) this.#build();
    this.#resized.observe(this);
    this.#seen.observe(this);
  }

  disconnectedCallback() {
    this.#resized.disconnect();
    this.#seen.disconnect();
    clearTimeout(this.#settling);
    this.#player.stop();
  }

  get camera() {
    return this.#camera;
  }

  /**
   * What the API says about the camera now.
   * @param {Camera | null} camera
   */
  set camera(camera) {
    const back = comes(camera?.status.state) && !comes(this.#camera?.status.state);
    this.#camera = camera;
    if (!camera) return;
    if (back) this.hurry();
    mark(this, "data-camera", camera.id);
    say(this.#name, camera.name);
    this.#recordings.hidden = !camera.permissions.includes("play-recordings");
    this.#edit.hidden = !camera.permissions.includes("manage-camera");
    this.#pad.camera = camera;
    this.#pad.hidden = !camera.ptz || !camera.permissions.includes("control-camera");
    this.#choose();
    this.#render();
  }

  /** Alone before the others. */
  get large() {
    return this.#large;
  }

  set large(large) {
    if (this.#large === large) return;
    this.#large = large;
    this.toggleAttribute("data-large", large);
    this.#back.hidden = !large;
    if (!large) this.#readout.element.hidden = true;
    this.zoom.reset();
    this.#choose();
  }

  /**
   * In which way it is shown, where somebody wants to say so.
   * @param {import("./player-choice.js").Way | null} wish
   */
  set way(wish) {
    if (this.#player.wish === wish) return;
    this.#player.wish = wish;
    this.#choose();
  }

  /** One camera sounds at a time. */
  mute() {
    this.#video.muted = true;
    this.#render();
  }

  /** Connects now instead of waiting for its turn. */
  hurry() {
    this.#player.hurry();
  }

  toggleSound() {
    if (!this.#player.current.hasAudio) return;
    this.#video.muted = !this.#video.muted;
    if (!this.#video.muted) this.#tell("sound");
    this.#render();
  }

  toggleReadout() {
    const place = this.#readout.element;
    place.hidden = !place.hidden;
    this.#render();
  }

  toggleFullScreen() {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void this.#picture.requestFullscreen?.().catch(() => {});
  }

  /** Keeps the picture that is seen as a file. */
  async snapshot() {
    const { picture } = this.#player.current;
    const camera = this.#camera;
    const shown = this.#still.hidden ? picture : this.#still;
    const isKept = camera && shown && await keepPicture(shown, `${camera.name} ${stamp(serverNow())}`);
    const told = isKept ? words("tile.kept", { name: camera.name }) : words("tile.no-picture");
    this.dispatchEvent(new CustomEvent("tell", { bubbles: true, detail: told }));
  }

  get #isFull() {
    return document.fullscreenElement === this.#picture;
  }

  #build() {
    this.#video.muted = true;
    this.setAttribute("role", "group");
    this.#sound.hidden = true;
    this.#sound.classList.add("sound");
    this.#back.hidden = !this.#large;
    this.#action.addEventListener("click", (event) => {
      event.stopPropagation();
      this.#tell(this.#action.dataset.action === "switch-on" ? "switch-on" : "edit");
    });
    this.#pad.hidden = true;
    this.#picture.append(this.#pad, make(
      "div",
      { class: "buttons" },
      this.#sound,
      iconButton("snapshot", words("tile.snapshot"), () => void this.snapshot()),
      iconButton("readout", words("tile.readout"), () => this.toggleReadout()),
      this.#recordings,
      this.#edit,
      iconButton("full", words("tile.full"), () => this.toggleFullScreen()),
      this.#back,
    ));
    this.append(this.#picture);
    this.#picture.addEventListener("click", () => {
      // Large, a press is the beginning of looking closer.
      if (!this.#large && !this.#isFull) this.#tell("enlarge");
    });
    document.addEventListener("fullscreenchange", () => this.#isFull || this.#large || this.zoom.reset());
  }

  /** @param {"enlarge" | "recordings" | "edit" | "switch-on" | "sound"} what */
  #tell(what) {
    this.dispatchEvent(new CustomEvent(`camera-${what}`, { bubbles: true, detail: this.#camera }));
  }

  /** @param {number} width */
  #resize(width) {
    const first = this.#width === 0;
    this.#width = width;
    clearTimeout(this.#settling);
    if (first) this.#choose();
    else this.#settling = setTimeout(() => this.#choose(), 300);
  }

  /** Which stream to watch, if any. A change costs a second of bandwidth, so only a settled size counts. */
  #choose() {
    const camera = this.#camera;
    if (!camera || !this.isConnected) return;
    if (!camera.enabled || !camera.permissions.includes("watch-live") || this.hidden) {
      this.#player.stop();
      return;
    }
    const { main, sub } = camera.status.streams;
    const enough = sub && this.#width * devicePixelRatio <= (sub.video?.width ?? usualSubWidth) * blurAllowed;
    const stream = !this.#large && enough && (comes(sub.state) || sub.state === "idle") ? "sub" : "main";
    if (this.#width === 0) return;
    this.#stream = stream;
    mark(this, "data-stream", stream);
    this.#player.watch(camera.id, stream, (stream === "sub" ? sub : main)?.video?.codec);
  }

  /**
   * Whether it is among those that are shown; else it asks for nothing.
   * @param {boolean} isShown
   */
  set isShown(isShown) {
    if (this.hidden === !isShown) return;
    this.hidden = !isShown;
    this.#choose();
  }

  /**
   * Whether the place in which it stands is shown.
   * @param {boolean} isAway
   */
  set isAway(isAway) {
    this.#isLeft = isAway;
    this.#rest();
  }

  #rest() {
    this.#player.isAway = this.#isFar || this.#isLeft;
  }

  #render() {
    const camera = this.#camera;
    if (!camera || !this.firstChild) return;
    const player = this.#player.current;
    const told = stateWords(camera, player);
    mark(this, "data-state", camera.enabled ? player.state : "disabled");
    mark(this, "data-frames", String(player.frames));
    mark(this, "data-way", this.#player.way);
    mark(this, "data-tone", told.tone);
    mark(this, "data-edge", edge(camera, told, player));
    mark(this, "aria-label", `${camera.name}: ${told.sentence || told.short}`);
    this.toggleAttribute("data-picture", player.hasPicture);
    say(this.#short, told.short);
    this.#short.hidden = told.short === told.sentence;
    // The last sentence stays while it fades out.
    if (told.sentence) say(this.#sentence, told.sentence);
    this.toggleAttribute("data-speaks", told.sentence !== "");
    this.#renderAction(told);
    this.#renderSound();
    this.#readout.show(camera, this.#stream, this.#player);
  }

  /** @param {Words} told */
  #renderAction(told) {
    // What can be done is offered to those who may do it.
    this.#action.hidden = told.action === null || !this.#camera?.permissions.includes("manage-camera");
    if (told.action === null) return;
    this.#action.dataset.action = told.action;
    say(this.#action, words(told.action === "fix" ? "tile.fix" : "tile.switch-on"));
  }

  #renderSound() {
    const muted = this.#video.muted;
    this.#sound.hidden = !this.#player.current.hasAudio;
    mark(this.#sound, "data-icon", muted ? "muted" : "sound");
    mark(this.#sound, "aria-label", words(muted ? "tile.sound-on" : "tile.sound-off"));
    this.#sound.title = this.#sound.getAttribute("aria-label") ?? "";
  }
}

customElements.define("nj-camera-tile", CameraTile);
