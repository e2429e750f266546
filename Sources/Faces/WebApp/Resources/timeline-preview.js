// @ts-check
// What is under the pointer: the moment, what is to be said of the camera, and the picture of then as far as one is at hand.

import { make, say } from "./dom.js";
import { clamp, hour, lengthOf, storyboardInterval, xOf } from "./timeline-scale.js";
import { markWords, standingWords } from "./timeline-words.js";

/** @typedef {import("./timeline-storyboard.js").Tile} Tile */

export class TimelinePreview extends HTMLElement {
  #canvas = make("canvas", { width: 160, height: 90, "aria-hidden": "true" });
  #time = make("span", { class: "exact-time" });
  #sentence = make("span", { class: "sentence" });
  #drawn = 0;
  #wanted = 0;

  connectedCallback() {
    if (this.firstChild) return;
    this.hidden = true;
    this.setAttribute("aria-hidden", "true");
    this.append(this.#canvas, this.#time, this.#sentence);
  }

  /**
   * @param {import("./timeline-desk.js").Desk} desk @param {import("./timeline-board.js").TimelineBoard} board
   * @param {{time: number, camera: string} | null} pointer null: it is elsewhere
   */
  point({ data, storyboards, zone, view, clock, shown, cameras }, board, pointer) {
    this.hidden = pointer === null;
    if (!pointer) return;
    const camera = data.cameras.includes(pointer.camera) ? pointer.camera : shown[0]?.id ?? "";
    // A hand does not hit two pixels.
    const standing = data.standing(camera, pointer.time, board.lengthOf(3));
    if (data.standing(camera, pointer.time).kind === "recorded") storyboards.want(camera, pointer.time, storyboardInterval(lengthOf(view)));
    const name = cameras.find((one) => one.id === camera)?.name ?? "";
    say(this.#time, lengthOf(view) > hour ? zone.moment(pointer.time, clock.now) : zone.exact(pointer.time));
    const event = data.lanes.get(camera)?.eventAt(pointer.time, board.lengthOf(9)) ?? null;
    const what = standing.kind === "recorded" ? (event ? markWords(event) : "") : standingWords(standing);
    say(this.#sentence, what ? `${name}: ${what}` : name);
    this.toggleAttribute("data-trouble", standing.kind === "gap");
    const tile = storyboards.pictureAt(camera, pointer.time);
    this.#canvas.hidden = tile === null;
    const half = this.offsetWidth / 2;
    const room = board.offsetWidth;
    const x = room - board.width + xOf(view, pointer.time, board.width);
    this.style.left = `${clamp(x, half, Math.max(half, room - half))}px`;
    if (tile && tile.at !== this.#wanted) void this.#draw(tile);
  }

  /** @param {Tile} tile */
  async #draw(tile) {
    this.#wanted = tile.at;
    const number = (this.#drawn += 1);
    const picture = await createImageBitmap(tile.blob).catch(() => null);
    if (!picture || number !== this.#drawn) return;
    this.#canvas.width = picture.width;
    this.#canvas.height = picture.height;
    this.#canvas.getContext("2d")?.drawImage(picture, 0, 0);
    picture.close();
  }
}

customElements.define("nj-timeline-preview", TimelinePreview);
