// @ts-check
// Looks closer at a picture: wheel or pinch at a point, drag to move, double-click there and back.

const most = 10;
const step = 1.3;

export class PictureZoom {
  #scale = 1;
  #x = 0;
  #y = 0;
  /** @type {Map<number, {x: number, y: number}>} */ #pointers = new Map();
  #spread = 0;

  /**
   * @param {HTMLElement} frame what stays where it is
   * @param {HTMLElement} stage what is made larger within it
   * @param {() => boolean} isOn whether a wheel and a drag mean the picture; a wheel with Ctrl always does
   * @param {() => void} changed
   */
  constructor(frame, stage, isOn, changed) {
    this.frame = frame;
    this.stage = stage;
    this.isOn = isOn;
    this.changed = changed;
    frame.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    frame.addEventListener("pointerdown", (event) => this.#press(event));
    frame.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
      frame.addEventListener(end, (event) => this.#pointers.delete(event.pointerId));
    }
    frame.addEventListener("dblclick", (event) => {
      if (!this.isOn()) return;
      if (this.#scale > 1) this.reset();
      else this.by(2.5, event.clientX, event.clientY);
    });
  }

  /** 1: as it is. */
  get scale() {
    return this.#scale;
  }

  reset() {
    this.#scale = 1;
    this.#x = 0;
    this.#y = 0;
    this.#pointers.clear();
    this.#show();
  }

  /**
   * @param {number} factor
   * @param {number} [x] of the window; the middle where it is not said
   * @param {number} [y]
   */
  by(factor, x, y) {
    const box = this.frame.getBoundingClientRect();
    const [px, py] = [(x ?? box.left + box.width / 2) - box.left, (y ?? box.top + box.height / 2) - box.top];
    const scale = Math.min(most, Math.max(1, this.#scale * factor));
    // What is under the pointer stays there.
    this.#x = px - ((px - this.#x) * scale) / this.#scale;
    this.#y = py - ((py - this.#y) * scale) / this.#scale;
    this.#scale = scale;
    this.#show();
  }

  /** One step, with a key or a button. */
  closer() {
    this.by(step);
  }

  further() {
    this.by(1 / step);
  }

  /**
   * @param {number} x pixels
   * @param {number} y
   */
  pan(x, y) {
    this.#x += x;
    this.#y += y;
    this.#show();
  }

  #show() {
    const { clientWidth: width, clientHeight: height } = this.frame;
    this.#x = Math.min(0, Math.max(width * (1 - this.#scale), this.#x));
    this.#y = Math.min(0, Math.max(height * (1 - this.#scale), this.#y));
    this.stage.style.transform = this.#scale === 1 ? "" : `translate(${this.#x}px, ${this.#y}px) scale(${this.#scale})`;
    this.frame.toggleAttribute("data-zoomed", this.#scale > 1);
    this.changed();
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    if (!this.isOn() && !event.ctrlKey) return;
    event.preventDefault();
    this.by(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.002)), event.clientX, event.clientY);
  }

  /** @param {PointerEvent} event */
  #press(event) {
    if (!this.isOn() || (event.target instanceof Element && event.target.closest("button, a, input"))) return;
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.#spread = this.#apart();
    if (this.#scale > 1 || this.#pointers.size > 1) this.frame.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.#pointers.size === 1) {
      if (this.#scale > 1) this.pan(event.clientX - before.x, event.clientY - before.y);
      return;
    }
    const [one, other] = [...this.#pointers.values()];
    const spread = this.#apart();
    if (one && other && this.#spread > 0) this.by(spread / this.#spread, (one.x + other.x) / 2, (one.y + other.y) / 2);
    this.#spread = spread;
  }

  /** How far two fingers are apart. */
  #apart() {
    const [one, other] = [...this.#pointers.values()];
    return one && other ? Math.hypot(one.x - other.x, one.y - other.y) : 0;
  }
}
