// @ts-check
// Draws pictures on a canvas as they come, the newest only: what cannot be seen any more is not drawn.

/**
 * @typedef {object} Picture
 * @property {unknown} image a picture that a canvas draws: an ImageBitmap, a VideoFrame
 * @property {number} width
 * @property {number} height
 * @property {() => void} close
 */

export class CanvasScreen {
  /** @type {Picture | null} */ #next = null;
  #due = 0;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {(width: number, height: number) => void} drawn after each picture
   */
  constructor(canvas, drawn) {
    this.canvas = canvas;
    this.drawn = drawn;
  }

  /**
   * @param {Picture} picture
   * @returns {boolean} false: the one before it was never drawn
   */
  show(picture) {
    const isFirst = this.#next === null;
    this.#next?.close();
    this.#next = picture;
    if (this.#due === 0) this.#due = requestAnimationFrame(() => this.#draw());
    return isFirst;
  }

  /** Forgets what is not drawn yet. */
  rest() {
    cancelAnimationFrame(this.#due);
    this.#due = 0;
    this.#next?.close();
    this.#next = null;
  }

  #draw() {
    this.#due = 0;
    const picture = this.#next;
    this.#next = null;
    if (!picture) return;
    const { canvas } = this;
    const { image, width, height } = picture;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    // Opaque, so that nothing below it is mixed in.
    canvas.getContext("2d", { alpha: false })?.drawImage(/** @type {CanvasImageSource} */ (image), 0, 0, width, height);
    picture.close();
    canvas.hidden = false;
    this.drawn(width, height);
  }
}
