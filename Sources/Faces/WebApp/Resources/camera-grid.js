// @ts-check
// Every camera at once, as large as the window allows; one of them larger when the person asks.

import { CameraTile } from "./camera-tile.js";
import { make } from "./dom.js";
import { session } from "./session.js";

/** @import {Camera} from "./types.js" */

const gap = 8;
const captionHeight = 40;
const smallestTile = 280;
/** The share of the window's height that the tiles may take: the recordings must be seen to be there. */
const share = 0.72;
const largeShare = 0.68;

/**
 * The width of a tile such that `count` of them fill the room best.
 * @param {number} count @param {number} width @param {number} height
 */
export function tileWidth(count, width, height) {
  let best = 0;
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const byWidth = (width - gap * (columns - 1)) / columns;
    const byHeight = ((height - gap * (rows - 1)) / rows - captionHeight) * (16 / 9);
    best = Math.max(best, Math.min(byWidth, byHeight));
  }
  if (best >= smallestTile) return Math.floor(best);
  const columns = Math.max(1, Math.floor((width + gap) / (smallestTile + gap)));
  return Math.floor((width - gap * (columns - 1)) / columns);
}

export class CameraGrid extends HTMLElement {
  /** @type {CameraTile | null} */ #large = null;
  #resized = new ResizeObserver(() => this.#arrange());
  #rearrange = () => this.#arrange();

  connectedCallback() {
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", "Cameras, live. Arrows move, Enter enlarges, Escape goes back.");
    this.#resized.observe(this);
    window.addEventListener("resize", this.#rearrange);
    this.addEventListener("keydown", this.#key);
    this.addEventListener("camera-enlarge", this.#enlarged);
    this.addEventListener("camera-sound", this.#sounded);
    this.addEventListener("focusin", this.#focused);
    if (!this.firstChild) this.clear();
    this.#arrange();
  }

  disconnectedCallback() {
    this.#resized.disconnect();
    window.removeEventListener("resize", this.#rearrange);
  }

  /** @returns {CameraTile[]} */
  get tiles() {
    return [...this.querySelectorAll("nj-camera-tile")].filter((tile) => tile instanceof CameraTile);
  }

  /** As long as it is not known which cameras there are. */
  clear() {
    this.#large = null;
    this.removeAttribute("data-enlarged");
    this.replaceChildren(make("div", { class: "waiting-tile" }), make("div", { class: "waiting-tile" }));
  }

  /** @param {Camera[]} cameras */
  set cameras(cameras) {
    this.querySelectorAll(".waiting-tile, .empty").forEach((element) => element.remove());
    const known = new Map(this.tiles.map((tile) => [tile.camera?.id, tile]));
    let before = this.firstElementChild;
    for (const camera of cameras) {
      let tile = known.get(camera.id);
      known.delete(camera.id);
      if (!tile) {
        tile = new CameraTile();
        this.insertBefore(tile, before);
      } else if (tile === before) {
        before = before.nextElementSibling;
      } else {
        this.insertBefore(tile, before);
      }
      tile.camera = camera;
    }
    for (const tile of known.values()) {
      if (tile === this.#large) this.enlarge(null);
      tile.remove();
    }
    if (cameras.length === 0) this.append(emptyState());
    this.#keepOneInTabOrder();
    this.#arrange();
  }

  /** @param {CameraTile | null} tile */
  enlarge(tile) {
    if (this.#large) this.#large.large = false;
    this.#large = tile;
    if (tile) tile.large = true;
    this.toggleAttribute("data-enlarged", tile !== null);
    this.#arrange();
    this.dispatchEvent(new CustomEvent("enlarged", { bubbles: true, detail: tile?.camera ?? null }));
  }

  /** The server answers again: every tile connects now. */
  hurry() {
    for (const tile of this.tiles) tile.hurry();
  }

  #arrange() {
    const count = this.querySelectorAll("nj-camera-tile, .waiting-tile").length;
    const width = this.clientWidth;
    if (width === 0 || count === 0) return;
    const room = window.innerHeight;
    this.style.setProperty("--tile", `${tileWidth(count, width, Math.max(room * share, 300))}px`);
    this.style.setProperty("--large-height", `${Math.floor(Math.min(room * largeShare, (width * 9) / 16))}px`);
  }

  /** @param {Event} event */
  #enlarged = (event) => {
    const tile = event.target;
    if (!(tile instanceof CameraTile)) return;
    this.enlarge(tile === this.#large ? null : tile);
    tile.focus({ preventScroll: true });
  };

  /** @param {Event} event */
  #sounded = (event) => this.tiles.filter((tile) => tile !== event.target).forEach((tile) => tile.mute());

  /** @param {Event} event */
  #focused = (event) => {
    const tile = event.target instanceof Element ? event.target.closest("nj-camera-tile") : null;
    if (tile instanceof CameraTile) this.#keepOneInTabOrder(tile);
  };

  /** @param {CameraTile} [chosen] */
  #keepOneInTabOrder(chosen) {
    const tiles = this.tiles;
    const one = chosen ?? tiles.find((tile) => tile.tabIndex === 0) ?? tiles[0];
    for (const tile of tiles) tile.tabIndex = tile === one ? 0 : -1;
  }

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    const tile = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && this.#large && !document.fullscreenElement) {
      const large = this.#large;
      this.enlarge(null);
      large.focus();
      return;
    }
    if (!(tile instanceof CameraTile)) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      tile.dispatchEvent(new CustomEvent("camera-enlarge", { bubbles: true, detail: tile.camera }));
      return;
    }
    const next = this.#neighbour(tile, event.key);
    if (!next) return;
    event.preventDefault();
    if (this.#large) this.enlarge(next);
    next.focus();
  };

  /**
   * The tile that lies that way: by where the tiles are, so that every layout works.
   * @param {CameraTile} from @param {string} key
   */
  #neighbour(from, key) {
    const tiles = this.tiles;
    const at = tiles.indexOf(from);
    if (key === "ArrowRight") return tiles[at + 1];
    if (key === "ArrowLeft") return tiles[at - 1];
    if (key === "Home") return tiles[0];
    if (key === "End") return tiles.at(-1);
    if (key !== "ArrowDown" && key !== "ArrowUp") return undefined;
    if (this.#large) return tiles[at + (key === "ArrowDown" ? 1 : -1)];
    const here = from.getBoundingClientRect();
    const down = key === "ArrowDown";
    const beyond = tiles.filter((tile) => {
      const there = tile.getBoundingClientRect();
      return down ? there.top >= here.bottom : there.bottom <= here.top;
    });
    /** @param {CameraTile} tile */
    const distance = (tile) => {
      const there = tile.getBoundingClientRect();
      return Math.abs(there.top - here.top) * 10 + Math.abs(there.left - here.left);
    };
    return beyond.sort((one, other) => distance(one) - distance(other))[0];
  }
}

function emptyState() {
  const icon = make("img", { src: "icon.svg", alt: "", width: 56, height: 56 });
  if (!session.may("add-cameras")) {
    const words = "The cameras that you may watch will be here. An administrator of this recorder chooses them.";
    return make("div", { class: "empty" }, icon, make("h3", {}, "No cameras for you yet"), make("p", {}, words));
  }
  return make(
    "div",
    { class: "empty" },
    icon,
    make("h3", {}, "No cameras yet"),
    make(
      "p",
      {},
      "Your cameras will be here, live, and Nightjar records each of them from the moment it is added. " +
        "You need the camera's address, which its own app or manual names:",
    ),
    make("code", {}, "rtsp://192.168.1.20:554/stream1"),
    make("button", { type: "button", class: "primary", "data-action": "add-camera" }, "Add the first camera"),
  );
}

customElements.define("nj-camera-grid", CameraGrid);
