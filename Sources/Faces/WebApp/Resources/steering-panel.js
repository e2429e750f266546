// @ts-check
// What steers one camera: the pad, how fast, its home, its focus, the places that it keeps; by keys and by a gamepad, too. Whatever
// moves stops when it is let go of, when the window loses the focus, and when this is taken away.

import { imaging, moveFocus, ptzHome, ptzMove, ptzStop, setPTZHome } from "./devices-api.js";
import { iconButton, make, mark } from "./dom.js";
import { HeldMovement } from "./held-movement.js";
import { PTZPad, still } from "./ptz-pad.js";
import { GamepadSteering } from "./steering-gamepad.js";
import { PresetList } from "./steering-presets.js";
import { confirmed } from "./system-bits.js";
import { words } from "./words.js";

/** @typedef {import("./devices-types.js").DeviceFacts} DeviceFacts */
/** @typedef {import("./ptz-pad.js").Motion} Motion */
/** @typedef {{pan: number, tilt: number, zoom: number}} Turn */

/** The recorder stops a movement of which it hears no more for so long, s; it is told again in half of that. */
const lease = 2;

/** @type {Record<string, Partial<Motion>>} */
const arrows = {
  ArrowUp: { tilt: 1 },
  ArrowDown: { tilt: -1 },
  ArrowLeft: { pan: -1 },
  ArrowRight: { pan: 1 },
};

/** @type {Record<string, Partial<Motion>>} */
const letters = { z: { zoom: 1 }, x: { zoom: -1 }, k: { focus: 1 }, j: { focus: -1 } };

export class SteeringPanel extends HTMLElement {
  #camera;
  #facts;
  #speed = make("input", { type: "range", min: 0.1, max: 1, step: 0.1, value: 0.5, "aria-label": words("ptz.speed"), title: words("ptz.speed") });
  #pad = new PTZPad();
  #presets;
  #open = iconButton("presets", words("ptz.presets"), () => this.togglePresets());
  #head;
  #focus;
  #gamepad;
  /** @type {Turn} what the head was told last */ #sent = { pan: 0, tilt: 0, zoom: 0 };
  /** @type {Map<string, Partial<Motion>>} keys that are held */ #keys = new Map();
  #away = () => this.#letGo();
  #hidden = () => document.hidden && this.#letGo();
  #up = (/** @type {KeyboardEvent} */ event) => this.#released(event);

  /** @param {string} camera @param {DeviceFacts} facts */
  constructor(camera, facts) {
    super();
    this.#camera = camera;
    this.#facts = facts;
    const failed = (/** @type {unknown} */ error) => this.#tell(error instanceof Error ? error.message : String(error));
    this.#presets = new PresetList(camera, (work, done) => this.#act(work, done));
    this.#head = new HeldMovement({
      move: (/** @type {Turn} */ turn) => this.#turn(turn),
      stop: () => {
        this.#sent = { pan: 0, tilt: 0, zoom: 0 };
        return ptzStop(camera);
      },
      again: (lease * 1000) / 2,
      failed,
    });
    this.#focus = new HeldMovement({
      move: (/** @type {number} */ value) => moveFocus(camera, { mode: "continuous", value }),
      stop: () => moveFocus(camera, { mode: "stop" }),
      again: 0,
      failed,
    });
    this.#gamepad = new GamepadSteering({
      move: (motion) => this.#move(motion),
      stop: () => this.#stop(),
      home: () => this.home(),
      preset: (step) => void this.#presets.step(step),
    });
  }

  connectedCallback() {
    if (!this.firstChild) this.#build();
    addEventListener("blur", this.#away);
    addEventListener("pagehide", this.#away);
    document.addEventListener("visibilitychange", this.#hidden);
    document.addEventListener("keyup", this.#up, { capture: true });
    this.#gamepad.begin();
  }

  disconnectedCallback() {
    this.#gamepad.end();
    this.#letGo();
    removeEventListener("blur", this.#away);
    removeEventListener("pagehide", this.#away);
    document.removeEventListener("visibilitychange", this.#hidden);
    document.removeEventListener("keyup", this.#up, { capture: true });
  }

  #build() {
    const { ptz } = this.#facts;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", words("ptz.label"));
    this.#pad.show({ turns: ptz?.pan_tilt ?? false, zooms: ptz?.zoom ?? false });
    this.#pad.addEventListener("pad-move", (event) => this.#move(this.#scaled(/** @type {CustomEvent} */ (event).detail)));
    this.#pad.addEventListener("pad-stop", () => this.#stop());
    mark(this.#open, "aria-expanded", "false");
    const setHome = iconButton("set-home", words("ptz.home-keep"), () => void this.#keepHome());
    this.append(
      this.#pad,
      make("div", { class: "steering-tools" }, iconButton("home", words("ptz.home"), () => this.home()), setHome, ...(ptz?.presets ? [this.#open] : []), this.#speed),
      this.#presets.element,
    );
    // The picture below does not hear of it.
    for (const type of ["click", "dblclick", "pointerdown", "wheel"]) this.addEventListener(type, (event) => event.stopPropagation());
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.#presets.isOpen) return;
      event.preventDefault();
      event.stopPropagation();
      this.togglePresets();
      this.#open.focus();
    });
    if (this.#facts.imaging) void this.#askFocus();
  }

  /** Whether its focus can be moved is known to the camera alone. */
  async #askFocus() {
    try {
      if ((await imaging(this.#camera)).focus) this.#pad.showFocus();
    } catch {
      // Without an answer there are no such buttons.
    }
  }

  // By keys.

  /**
   * Does what a key says.
   * @param {KeyboardEvent} event @returns {boolean} whether it meant anything
   */
  press(event) {
    const motion = event.shiftKey ? arrows[event.key] : letters[event.key];
    if (motion) {
      if (!event.repeat && this.#can(motion)) this.#keys.set(event.code || event.key, motion);
      this.#moveByKeys();
      return true;
    }
    if (event.shiftKey || event.repeat) return false;
    if (event.key === "h") this.home();
    else if (event.key === "p" && this.#facts.ptz?.presets) this.togglePresets();
    else return false;
    return true;
  }

  /** @param {Partial<Motion>} motion */
  #can({ pan, tilt, zoom }) {
    const { ptz } = this.#facts;
    if (pan || tilt) return ptz?.pan_tilt ?? false;
    return zoom ? ptz?.zoom ?? false : this.#facts.imaging;
  }

  /** @param {KeyboardEvent} event */
  #released(event) {
    if (!this.#keys.delete(event.code || event.key)) return;
    if (this.#keys.size > 0) this.#moveByKeys();
    else this.#stop();
  }

  #moveByKeys() {
    if (this.#keys.size === 0) return;
    /** @type {Motion} */
    const sum = { ...still };
    for (const motion of this.#keys.values()) Object.assign(sum, motion);
    this.#move(this.#scaled(sum));
  }

  // Moving.

  /** @param {Motion} motion at full speed @returns {Motion} */
  #scaled({ pan, tilt, zoom, focus }) {
    const speed = Number(this.#speed.value) || 0.5;
    return { pan: pan * speed, tilt: tilt * speed, zoom: zoom * speed, focus: focus * speed };
  }

  /** @param {Motion} motion */
  #move({ pan, tilt, zoom, focus }) {
    if (pan || tilt || zoom) this.#head.go({ pan, tilt, zoom });
    else this.#head.stop();
    if (focus) this.#focus.go(focus);
    else this.#focus.stop();
    this.toggleAttribute("data-moving", true);
  }

  /**
   * Devices go on with what they are told nothing of: where the head or the lens is let go of alone, all stops first.
   * @param {Turn} turn
   */
  async #turn(turn) {
    const { pan, tilt, zoom } = this.#sent;
    const isLetGo = ((pan || tilt) && !turn.pan && !turn.tilt) || (zoom && !turn.zoom);
    this.#sent = turn;
    if (isLetGo) await ptzStop(this.#camera);
    await ptzMove(this.#camera, { ...turn, seconds: lease });
  }

  #stop() {
    this.#head.stop();
    this.#focus.stop();
    this.removeAttribute("data-moving");
  }

  #letGo() {
    this.#keys.clear();
    this.#stop();
  }

  home() {
    this.#letGo();
    void this.#act(() => ptzHome(this.#camera), words("ptz.home-going"));
  }

  async #keepHome() {
    const question = { title: words("ptz.home-keep"), words: words("ptz.home-keep-words"), yes: words("ptz.home-keep-yes") };
    if (await confirmed(question)) await this.#act(() => setPTZHome(this.#camera), words("ptz.home-kept"));
  }

  togglePresets() {
    const isOpen = !this.#presets.isOpen;
    mark(this.#open, "aria-expanded", String(isOpen));
    void this.#presets.open(isOpen);
  }

  /**
   * Does something that is done once, and says what came of it.
   * @param {() => Promise<unknown>} work @param {string} [done] @returns {Promise<boolean>}
   */
  async #act(work, done = "") {
    try {
      await work();
      if (done) this.#tell(done);
      return true;
    } catch (error) {
      this.#tell(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  /** @param {string} text */
  #tell(text) {
    (this.isConnected ? this : document).dispatchEvent(new CustomEvent("tell", { bubbles: true, detail: text }));
  }
}

customElements.define("nj-steering", SteeringPanel);
