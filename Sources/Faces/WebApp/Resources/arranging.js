// @ts-check
// Moves tiles with the pointer: the one that is dragged changes its place with the one that it is let go over. A finger drags
// after it has rested a moment, so that it can still scroll.

/** Pixels that a hand moves without meaning it. */
const still = 8;
const restFor = 400;

/** What a press does itself. */
const busy = "button, a, input, select, .message button";

export class Arranging {
  /** @type {{tile: HTMLElement, x: number, y: number, pointer: number} | null} */ #held = null;
  /** @type {HTMLElement | null} */ #over = null;
  #isDragging = false;
  #timer = 0;
  /** The press that follows is the end of a drag. */
  #suppressed = false;

  /**
   * @param {HTMLElement} area with the tiles
   * @param {string} tiles a selector
   * @param {(moved: HTMLElement, other: HTMLElement) => void} swap
   */
  constructor(area, tiles, swap) {
    this.area = area;
    this.tiles = tiles;
    this.swap = swap;
    /** Tiles cannot be moved just now. */
    this.isOff = false;
    area.addEventListener("pointerdown", (event) => this.#press(event));
    area.addEventListener("pointermove", (event) => this.#move(event));
    area.addEventListener("pointerup", (event) => this.#release(event));
    area.addEventListener("pointercancel", () => this.#end());
    area.addEventListener("touchmove", (event) => this.#isDragging && event.preventDefault(), { passive: false });
    // The press that ends a drag is none.
    area.addEventListener("click", (event) => this.#click(event), { capture: true });
    area.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#isDragging) {
        event.stopPropagation();
        this.#end();
      }
    }, { capture: true });
  }

  /** @param {PointerEvent} event */
  #press(event) {
    this.#suppressed = false;
    const target = event.target instanceof Element ? event.target : null;
    const tile = target?.closest(this.tiles);
    if (this.isOff || event.button !== 0 || !event.isPrimary || !(tile instanceof HTMLElement) || target?.closest(busy)) return;
    this.#held = { tile, x: event.clientX, y: event.clientY, pointer: event.pointerId };
    if (event.pointerType === "touch") this.#timer = setTimeout(() => this.#begin(), restFor);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const held = this.#held;
    if (!held || event.pointerId !== held.pointer) return;
    const [x, y] = [event.clientX - held.x, event.clientY - held.y];
    if (!this.#isDragging) {
      if (Math.hypot(x, y) < still) return;
      if (event.pointerType === "touch") return this.#end();
      this.#begin();
    }
    held.tile.style.translate = `${x}px ${y}px`;
    this.#aim(event.clientX, event.clientY);
  }

  #begin() {
    const held = this.#held;
    if (!held) return;
    this.#isDragging = true;
    held.tile.dataset.dragged = "";
    this.area.setPointerCapture(held.pointer);
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  #aim(x, y) {
    const there = document.elementsFromPoint(x, y).map((element) => element.closest(this.tiles))
      .find((tile) => tile !== null && tile !== this.#held?.tile);
    const over = there instanceof HTMLElement && this.area.contains(there) ? there : null;
    if (over === this.#over) return;
    delete this.#over?.dataset.target;
    this.#over = over;
    if (over) over.dataset.target = "";
  }

  /** @param {PointerEvent} event */
  #release(event) {
    const held = this.#held;
    if (!held || event.pointerId !== held.pointer) return;
    const over = this.#isDragging ? this.#over : null;
    this.#suppressed = this.#isDragging;
    this.#end();
    if (over) this.swap(held.tile, over);
  }

  #end() {
    clearTimeout(this.#timer);
    const tile = this.#held?.tile;
    if (tile) {
      tile.style.translate = "";
      delete tile.dataset.dragged;
    }
    delete this.#over?.dataset.target;
    this.#over = null;
    this.#held = null;
    this.#isDragging = false;
  }

  /** @param {MouseEvent} event */
  #click(event) {
    if (!this.#suppressed) return;
    this.#suppressed = false;
    event.preventDefault();
    event.stopPropagation();
  }
}
