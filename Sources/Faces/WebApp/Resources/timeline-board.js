// @ts-check
// The ruler and the lanes, with the names of the cameras beside them. It draws what it is told, and tells what hands do with it:
// "look" (another part of time), "seek" ({time, isScrubbing}), "select" (a stretch, or null), "point" ({time, camera, x} or null),
// and "camera-toggle" (an id).

import { make, mark, say } from "./dom.js";
import { Gestures } from "./timeline-gestures.js";
import { Painter, rulerHeight } from "./timeline-painter.js";
import { timeAt } from "./timeline-scale.js";
import { words } from "./words.js";

/** @typedef {import("./timeline-painter.js").Scene} Scene */
/** @typedef {import("./timeline-scale.js").View} View */
/** @typedef {import("./types.js").Camera} Camera */

const isTouched = matchMedia("(pointer: coarse)");

export class TimelineBoard extends HTMLElement {
  /** With a press and a pull, not only with shift, a stretch is selected. */
  isSelecting = false;
  #names = make("div", { class: "timeline-names" });
  #ruler = make("canvas", { class: "timeline-ruler" });
  #lanes = make("canvas", { class: "timeline-lanes", tabindex: 0, role: "slider", "aria-label": words("timeline.axis"), "aria-orientation": "horizontal" });
  #track = make("div", { class: "timeline-track" }, this.#ruler, this.#lanes);
  #painter = new Painter();
  /** @type {Scene | null} */ #scene = null;
  /** @type {View} None before it is known what there is. */ #limits = { start: -Infinity, end: Infinity };
  #frame = 0;
  #isDressed = false;
  #resized = new ResizeObserver(() => {
    // Asked for once, and not with each frame: the browser would have to arrange the page anew.
    this.#width = this.#track.clientWidth;
    this.redress();
  });
  #width = 0;
  #named = "";
  #theme = matchMedia("(prefers-color-scheme: light)");
  #worn = new MutationObserver(() => this.redress());
  /** @type {Gestures | null} */ #gestures = null;
  #redress = () => this.redress();

  connectedCallback() {
    if (!this.firstChild) {
      this.append(this.#names, this.#track);
      this.#gestures = new Gestures(this.#track, this.#ruler, {
        view: () => this.#scene?.view ?? { start: 0, end: 1000 },
        limits: () => this.#limits,
        selection: () => this.#scene?.selection ?? null,
        isSelecting: () => this.isSelecting,
        look: (view) => this.#tell("look", view),
        seek: (time, isScrubbing) => this.#tell("seek", { time, isScrubbing }),
        select: (selection) => this.#tell("select", selection),
        point: (time, y) => this.#point(time, y),
      });
      this.#names.addEventListener("click", (event) => {
        const button = event.target instanceof Element ? event.target.closest("button") : null;
        if (button?.dataset.camera) this.#tell("camera-toggle", button.dataset.camera);
      });
    }
    this.#resized.observe(this.#track);
    this.#theme.addEventListener("change", this.#redress);
    this.#worn.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.redress();
  }

  disconnectedCallback() {
    this.#resized.disconnect();
    this.#theme.removeEventListener("change", this.#redress);
    this.#worn.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  /** Colours, size or pixels have changed. */
  redress() {
    this.#isDressed = false;
    this.draw();
  }

  /** Pixels of the page. */
  get width() {
    return Math.max(1, this.#width);
  }

  get laneHeight() {
    return isTouched.matches ? 44 : 28;
  }

  /** Where keys are typed. */
  get keyboardTarget() {
    return this.#lanes;
  }

  /** A hand is at work, or what it has pushed glides on. */
  get isBusy() {
    return this.#gestures?.isBusy ?? false;
  }

  /** Nothing glides on. */
  rest() {
    this.#gestures?.rest();
  }

  /** @param {View} limits */
  set limits(limits) {
    this.#limits = limits;
  }

  /** @param {Scene} scene */
  set scene(scene) {
    const before = this.#scene?.cameras.length;
    this.#scene = scene;
    if (before !== scene.cameras.length) this.#isDressed = false;
    this.draw();
  }

  /**
   * @param {Camera[]} cameras a lane each @param {string[]} shown of which there are pictures
   */
  name(cameras, shown) {
    const key = `${this.laneHeight} ${cameras.map((camera) => `${camera.id} ${camera.name}`).join()} ${shown.join()}`;
    if (key === this.#named) return;
    this.#named = key;
    const height = `${this.laneHeight}px`;
    const known = [...this.#names.querySelectorAll("button")];
    if (known.map((button) => button.dataset.camera).join() !== cameras.map((camera) => camera.id).join()) {
      this.#names.replaceChildren(...cameras.map((camera) => make("button", { type: "button", "data-camera": camera.id })));
    }
    [...this.#names.querySelectorAll("button")].forEach((button, number) => {
      const camera = cameras[number];
      if (!camera) return;
      say(button, camera.name);
      button.style.height = height;
      button.title = words("timeline.toggleCamera", { camera: camera.name });
      mark(button, "aria-pressed", String(shown.includes(camera.id)));
    });
  }

  /**
   * For those who do not see it.
   * @param {string} sentence @param {number} position 0 to 100 of what is seen
   */
  tell(sentence, position) {
    mark(this.#lanes, "aria-valuetext", sentence);
    mark(this.#lanes, "aria-valuemin", "0");
    mark(this.#lanes, "aria-valuemax", "100");
    mark(this.#lanes, "aria-valuenow", String(Math.round(position)));
  }

  #onFrame = () => this.#drawNow();

  /** With the next frame of the screen. */
  draw() {
    if (!this.#frame) this.#frame = requestAnimationFrame(this.#onFrame);
  }

  #drawNow() {
    this.#frame = 0;
    const scene = this.#scene;
    const width = this.#width;
    if (!scene || width === 0) return;
    const ratio = devicePixelRatio;
    const height = this.laneHeight;
    if (!this.#isDressed) {
      this.#fit(this.#ruler, width, rulerHeight, ratio);
      this.#fit(this.#lanes, width, Math.max(1, height * scene.cameras.length), ratio);
      this.#painter.dress(this, ratio);
      this.#isDressed = true;
    }
    const [ruler, lanes] = [this.#ruler.getContext("2d"), this.#lanes.getContext("2d")];
    if (!ruler || !lanes) return;
    ruler.setTransform(ratio, 0, 0, ratio, 0, 0);
    lanes.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#painter.drawRuler(ruler, scene, width);
    this.#painter.drawLanes(lanes, scene, width, height);
  }

  /** @param {HTMLCanvasElement} canvas @param {number} width @param {number} height @param {number} ratio */
  #fit(canvas, width, height, ratio) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }

  /** @param {number | null} time @param {number} y of the window */
  #point(time, y) {
    if (time === null || !this.#scene) return this.#tell("point", null);
    const number = Math.floor((y - this.#lanes.getBoundingClientRect().top) / this.laneHeight);
    this.#tell("point", { time, camera: this.#scene.cameras[number] ?? "" });
  }

  /**
   * So much time is so many pixels.
   * @param {number} pixels
   */
  lengthOf(pixels) {
    const view = this.#scene?.view;
    return view ? timeAt(view, pixels, this.width) - view.start : 0;
  }

  /** @param {string} name @param {unknown} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("nj-timeline-board", TimelineBoard);
