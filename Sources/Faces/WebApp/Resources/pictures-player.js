// @ts-check
// Plays one live stream as JPEG pictures, one after the other, on a canvas: where nothing else can be shown.

import { CanvasPlayer } from "./canvas-player.js";

export class PicturesPlayer extends CanvasPlayer {
  #isDecoding = false;
  #round = 0;

  /** @override */
  get codec() {
    return "JPEG";
  }

  /**
   * @override
   * @param {boolean} _ each stands by itself
   * @param {number} seconds @param {Uint8Array} data
   */
  take(_, seconds, data) {
    // One at a time: what comes meanwhile is older than what comes next.
    if (this.#isDecoding) this.dropped += 1;
    else void this.#show(seconds, data, this.#round);
  }

  /** @override */
  rest() {
    this.#round += 1;
    super.rest();
  }

  /**
   * @param {number} seconds
   * @param {Uint8Array} jpeg
   * @param {number} round
   */
  async #show(seconds, jpeg, round) {
    this.#isDecoding = true;
    try {
      const image = await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" }));
      if (round !== this.#round) return image.close();
      this.shownTime = seconds;
      this.screen.show({ image, width: image.width, height: image.height, close: () => image.close() });
    } catch {
      this.dropped += 1;
    } finally {
      this.#isDecoding = false;
    }
  }
}
