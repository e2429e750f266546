// @ts-check
// One camera, live: the picture, its name, what is to be said about it, and what can be done with it.
//
// For tests and style sheets the element says: data-camera, data-state (a PlayerState, or "disabled"), data-frames
// (pictures presented so far), data-stream ("main" or "sub"), data-edge ("recording", "trouble" or "none").

import { liveAddress } from "./api.js";
import { iconButton, make, mark, say } from "./dom.js";
import { LivePlayer } from "./live-player.js";
import { stateWords } from "./state-words.js";

/** @import {Camera} from "./types.js" */
/** @import {Words} from "./state-words.js" */

/** A sub stream is enough while its pictures are shown at most this much larger than they are. */
const blurAllowed = 1.3;

export class CameraTile extends HTMLElement {
  /** @type {Camera | null} */ #camera = null;
  #large = false;
  #width = 0;
  #settling = 0;
  #resized = new ResizeObserver(([entry]) => this.#resize(entry?.contentRect.width ?? 0));

  #still = make("canvas", { class: "still", "aria-hidden": "true", hidden: true });
  #video = make("video", { playsinline: true, muted: true, tabindex: -1, "aria-hidden": "true" });
  #sentence = make("p");
  #action = make("button", { type: "button", class: "plain-button", hidden: true });
  #message = make("div", { class: "message", role: "status" }, this.#sentence, this.#action);
  #picture = make("div", { class: "picture" }, this.#video, this.#still, this.#message);
  #name = make("span", { class: "name" });
  #short = make("span", { class: "short" });
  #recordings = iconButton("recordings", "Show its recordings", () => this.#tell("recordings"));
  #edit = iconButton("edit", "Edit or remove", () => this.#tell("edit"));
  #sound = iconButton("muted", "Turn the sound on", () => this.#toggleSound());
  #player = new LivePlayer(this.#video, this.#still, () => this.#render());

  connectedCallback() {
    if (!this.firstChild) this.#build();
    this.#resized.observe(this);
  }

  disconnectedCallback() {
    this.#resized.disconnect();
    clearTimeout(this.#settling);
    this.#player.stop();
  }

  get camera() {
    return this.#camera;
  }

  /** What the API says about the camera now. @param {Camera | null} camera */
  set camera(camera) {
    const back = comes(camera?.status.state) && !comes(this.#camera?.status.state);
    this.#camera = camera;
    if (!camera) return;
    if (back) this.hurry();
    mark(this, "data-camera", camera.id);
    say(this.#name, camera.name);
    this.#recordings.hidden = !camera.permissions.includes("play-recordings");
    this.#edit.hidden = !camera.permissions.includes("manage-camera");
    this.#choose();
    this.#render();
  }

  get large() {
    return this.#large;
  }

  set large(large) {
    if (this.#large === large) return;
    this.#large = large;
    this.toggleAttribute("data-large", large);
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

  #build() {
    this.#video.muted = true;
    this.setAttribute("role", "group");
    this.#sound.hidden = true;
    this.#sound.classList.add("sound");
    this.#action.addEventListener("click", (event) => {
      event.stopPropagation();
      this.#tell(this.#action.dataset.action === "switch-on" ? "switch-on" : "edit");
    });
    const buttons = make(
      "div",
      { class: "buttons" },
      this.#sound,
      this.#recordings,
      iconButton("full", "Full screen", () => void this.#picture.requestFullscreen?.()),
      this.#edit,
    );
    this.append(this.#picture, make("div", { class: "caption" }, this.#name, this.#short, buttons));
    this.#picture.addEventListener("click", () => this.#tell("enlarge"));
  }

  /** @param {"enlarge" | "recordings" | "edit" | "switch-on" | "sound"} what */
  #tell(what) {
    this.dispatchEvent(new CustomEvent(`camera-${what}`, { bubbles: true, detail: this.#camera }));
  }

  #toggleSound() {
    this.#video.muted = !this.#video.muted;
    if (!this.#video.muted) this.#tell("sound");
    this.#render();
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
    if (!camera.enabled || !camera.permissions.includes("watch-live")) {
      this.#player.stop();
      return;
    }
    const sub = camera.status.streams.sub;
    const enough = sub?.video && this.#width * devicePixelRatio <= sub.video.width * blurAllowed;
    const stream = !this.#large && enough && (comes(sub.state) || sub.state === "idle") ? "sub" : "main";
    if (this.#width === 0) return;
    mark(this, "data-stream", stream);
    this.#player.watch(liveAddress(camera.id, stream));
  }

  #render() {
    const camera = this.#camera;
    if (!camera || !this.firstChild) return;
    const words = stateWords(camera, this.#player);
    mark(this, "data-state", camera.enabled ? this.#player.state : "disabled");
    mark(this, "data-frames", String(this.#player.frames));
    mark(this, "data-tone", words.tone);
    mark(this, "data-edge", edge(camera, words, this.#player));
    mark(this, "aria-label", `${camera.name}: ${words.sentence || words.short}`);
    this.toggleAttribute("data-picture", this.#player.hasPicture);
    say(this.#short, words.short);
    this.#short.title = words.short;
    // The last sentence stays while it fades out.
    if (words.sentence) say(this.#sentence, words.sentence);
    this.toggleAttribute("data-speaks", words.sentence !== "");
    this.#renderAction(words);
    this.#renderSound();
  }

  /** @param {Words} words */
  #renderAction(words) {
    // What can be done is offered to those who may do it.
    this.#action.hidden = words.action === null || !this.#camera?.permissions.includes("manage-camera");
    if (words.action === null) return;
    this.#action.dataset.action = words.action;
    say(this.#action, words.action === "fix" ? "Fix…" : "Switch on");
  }

  #renderSound() {
    const muted = this.#video.muted;
    this.#sound.hidden = !this.#player.hasAudio;
    mark(this.#sound, "data-icon", muted ? "muted" : "sound");
    mark(this.#sound, "aria-label", muted ? "Turn the sound on" : "Turn the sound off");
    this.#sound.title = this.#sound.getAttribute("aria-label") ?? "";
  }
}

/** Whether pictures come from the camera. @param {string | undefined} state */
function comes(state) {
  return state === "recording" || state === "watching";
}

/** @param {Camera} camera @param {Words} words @param {LivePlayer} player */
function edge(camera, words, player) {
  // Without the server nobody knows whether it records.
  if (!camera.enabled || player.state === "offline") return "none";
  if (camera.status.state === "recording") return "recording";
  return words.tone === "trouble" ? "trouble" : "none";
}

customElements.define("nj-camera-tile", CameraTile);
