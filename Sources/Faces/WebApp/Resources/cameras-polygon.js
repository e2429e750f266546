// @ts-check
// Drawing polygons on a picture, by pointer and by keyboard. Places are shares of the picture, 0 to 1, so that they hold at any size.
//
// A drag on the bare picture draws a rectangle; the corners of the chosen shape are buttons that are dragged, or moved by the arrows
// (with Shift by larger steps) and taken away by Delete or a double click; a small button in the middle of each edge makes a corner of
// it; the one in the middle of the shape moves it whole.

import { paint } from "./cameras-painting.js";
import { inside, limited, middleOf, moved } from "./cameras-shapes.js";
import { make } from "./dom.js";
import { words } from "./words.js";

/** @typedef {import("./cameras-types.js").Corner} Corner */
/** @typedef {import("./cameras-types.js").AreaKind} AreaKind */
/** @typedef {import("./cameras-painting.js").Shape} Shape */
/** @typedef {{kind: AreaKind, shapes: Shape[]}} Layer */

const fewest = 3;
const most = 32;
const step = 0.005;
const largeStep = 0.05;
/** A drag that is shorter, in pixels, is a click. */
const shortest = 8;

export class PolygonDrawing {
  /** @type {Shape[]} */ #shapes = [];
  /** @type {Layer[]} */ #layers = [];
  #chosen = -1;
  /** The corner that had the focus last. */
  #last = -1;
  #changed;
  #drawn;
  #canvas = make("canvas", { "aria-hidden": "true" });
  #handles = make("div", { class: "handles" });
  #resized = new ResizeObserver(() => this.#draw());
  element = make("div", { class: "drawing", role: "group", "aria-label": words("cameras.areas.picture") }, this.#canvas, this.#handles);

  /**
   * @param {() => void} changed the shapes, or which is chosen
   * @param {(polygon: Corner[]) => void} drawn a new shape
   */
  constructor(changed, drawn) {
    this.#changed = changed;
    this.#drawn = drawn;
    this.#resized.observe(this.element);
    this.#canvas.addEventListener("pointerdown", (event) => this.#begin(event));
  }

  /** @param {Layer[]} layers of which it changes the last @param {number} chosen */
  show(layers, chosen) {
    const shapes = layers.at(-1)?.shapes ?? [];
    if (shapes !== this.#shapes || chosen !== this.#chosen) this.#last = -1;
    this.#layers = layers;
    this.#shapes = shapes;
    this.#chosen = chosen;
    this.#render();
  }

  /** Whether there is a corner that can be taken away. */
  get hasCorner() {
    return this.#last >= 0 && this.#last < (this.#polygon?.length ?? 0) && (this.#polygon?.length ?? 0) > fewest;
  }

  /** Takes the corner away that had the focus last. */
  removeCorner() {
    if (!this.hasCorner) return;
    this.#polygon?.splice(this.#last, 1);
    this.#last = -1;
    this.#render();
    this.#changed();
  }

  leave() {
    this.#resized.disconnect();
    this.element.remove();
  }

  get chosen() {
    return this.#chosen;
  }

  get #polygon() {
    return this.#shapes[this.#chosen]?.polygon;
  }

  /** @param {PointerEvent} event @returns {Corner} */
  #at(event) {
    const box = this.element.getBoundingClientRect();
    return limited({ x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height });
  }

  /**
   * On the bare picture: chooses the shape that is there, or draws one.
   * @param {PointerEvent} event
   */
  #begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    const from = this.#at(event);
    const [x, y] = [event.clientX, event.clientY];
    let to = from;
    const isDrag = (/** @type {PointerEvent} */ now) => Math.abs(now.clientX - x) > shortest && Math.abs(now.clientY - y) > shortest;
    this.#follow(this.#canvas, event, (now) => {
      to = this.#at(now);
      this.#draw(isDrag(now) ? rectangle(from, to) : []);
    }, (end) => {
      if (isDrag(end)) return this.#drawn(rectangle(from, this.#at(end)));
      const hit = this.#shapes.findIndex(({ polygon }) => inside(polygon, from));
      if (hit >= 0) this.#choose(hit);
      this.#draw();
    });
  }

  /** @param {number} index */
  #choose(index) {
    this.#chosen = index;
    this.#last = -1;
    this.#render();
    this.#changed();
  }

  /**
   * Follows the pointer until it is let go.
   * @param {HTMLElement} element @param {PointerEvent} event
   * @param {(now: PointerEvent) => void} move @param {(end: PointerEvent) => void} done
   */
  #follow(element, event, move, done) {
    element.setPointerCapture(event.pointerId);
    const stop = (/** @type {PointerEvent} */ end) => {
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", stop);
      element.removeEventListener("pointercancel", stop);
      done(end);
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", stop);
    element.addEventListener("pointercancel", stop);
  }

  #render() {
    const polygon = this.#polygon;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.handle : undefined;
    this.#handles.replaceChildren();
    if (polygon) {
      polygon.forEach((_, at) => this.#handles.append(this.#corner(polygon, at)));
      if (polygon.length < most) polygon.forEach((_, at) => this.#handles.append(this.#edge(polygon, at)));
      this.#handles.append(this.#centre(polygon));
    }
    const again = focused && this.#handles.querySelector(`[data-handle="${focused}"]`);
    if (again instanceof HTMLElement) again.focus();
    this.#place();
  }

  /** Puts the handles where the corners are now, and draws. */
  #place() {
    const polygon = this.#polygon;
    if (polygon) {
      for (const handle of this.#handles.children) {
        if (!(handle instanceof HTMLElement)) continue;
        const [kind, at] = (handle.dataset.handle ?? "").split("-");
        const index = Number(at);
        const place = kind === "corner"
          ? polygon[index]
          : middleOf(kind === "edge" ? [polygon[index], polygon[(index + 1) % polygon.length]] : polygon);
        if (!place) continue;
        handle.style.left = `${place.x * 100}%`;
        handle.style.top = `${place.y * 100}%`;
      }
    }
    this.#draw();
  }

  /** @param {string} handle @param {string} label */
  #handle(handle, label) {
    const kind = handle.split("-", 1)[0] ?? "";
    return make("button", {
      type: "button",
      class: `handle ${kind}`,
      "data-handle": handle,
      "aria-label": label,
      title: label,
    });
  }

  /** @param {Corner[]} polygon @param {number} at */
  #corner(polygon, at) {
    const made = this.#handle(`corner-${at}`, words("cameras.areas.corner", { number: at + 1 }));
    made.addEventListener("focus", () => {
      this.#last = at;
      this.#changed();
    });
    made.addEventListener("dblclick", () => this.removeCorner());
    made.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      made.focus();
      this.#follow(made, event, (now) => this.#put(polygon, at, this.#at(now)), () => this.#changed());
    });
    made.addEventListener("keydown", (event) => {
      const corner = polygon[at];
      const way = wayOf(event);
      if (way && corner) {
        event.preventDefault();
        this.#put(polygon, at, limited({ x: corner.x + way.x, y: corner.y + way.y }));
        this.#changed();
      } else if ((event.key === "Delete" || event.key === "Backspace") && polygon.length > fewest) {
        event.preventDefault();
        this.#last = at;
        this.removeCorner();
      }
    });
    return made;
  }

  /** @param {Corner[]} polygon @param {number} at @param {Corner} corner */
  #put(polygon, at, corner) {
    polygon[at] = corner;
    this.#place();
  }

  /** @param {Corner[]} polygon @param {number} at of the corner before it */
  #edge(polygon, at) {
    const made = this.#handle(`edge-${at}`, words("cameras.areas.edge", { number: at + 1 }));
    const cut = () => {
      polygon.splice(at + 1, 0, middleOf([polygon[at], polygon[(at + 1) % polygon.length]]));
      this.#render();
      this.#changed();
      const corner = this.#handles.querySelector(`[data-handle="corner-${at + 1}"]`);
      if (corner instanceof HTMLElement) corner.focus();
    };
    made.addEventListener("click", cut);
    return made;
  }

  /** @param {Corner[]} polygon */
  #centre(polygon) {
    const made = this.#handle("centre-0", words("cameras.areas.move"));
    const by = (/** @type {Corner} */ way) => {
      moved(polygon, way);
      this.#place();
    };
    made.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      made.focus();
      let last = this.#at(event);
      this.#follow(made, event, (now) => {
        const here = this.#at(now);
        by({ x: here.x - last.x, y: here.y - last.y });
        last = here;
      }, () => this.#changed());
    });
    made.addEventListener("keydown", (event) => {
      const way = wayOf(event);
      if (!way) return;
      event.preventDefault();
      by(way);
      this.#changed();
    });
    return made;
  }

  /** @param {Corner[]} [draft] a shape that is being drawn */
  #draw(draft = []) {
    paint(this.#canvas, this.element, { layers: this.#layers, chosen: this.#chosen, draft });
  }
}

/** @param {Corner} one @param {Corner} other @returns {Corner[]} */
const rectangle = (one, other) => [one, { x: other.x, y: one.y }, other, { x: one.x, y: other.y }];

/**
 * Where an arrow leads.
 * @param {KeyboardEvent} event @returns {Corner | null}
 */
function wayOf({ key, shiftKey }) {
  const by = shiftKey ? largeStep : step;
  /** @type {Record<string, Corner>} */
  const ways = { ArrowLeft: { x: -by, y: 0 }, ArrowRight: { x: by, y: 0 }, ArrowUp: { x: 0, y: -by }, ArrowDown: { x: 0, y: by } };
  return ways[key] ?? null;
}
