// @ts-check
// Cameras at once, in the layout and the order that somebody has chosen; one of them larger when the person asks.

import { Arranging } from "./arranging.js";
import { CameraTile } from "./camera-tile.js";
import { make } from "./dom.js";
import { session } from "./session.js";
import { columnsOf, gap, inOrder, pageCount, pageRange, swapped, tileWidth, widthIn } from "./tile-layout.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {import("./tile-layout.js").Layout} Layout */

/** The width of those that wait below the large one. */
const stripWidth = 208;
const stripHeight = (stripWidth * 9) / 16;

/**
 * Tells with "enlarged" which camera is large now (or null), with "arranged" of another order (ids), and with "paged" that there
 * are other pages.
 */
export class CameraGrid extends HTMLElement {
  /** @type {Camera[]} */ #cameras = [];
  /** @type {CameraTile | null} */ #large = null;
  /** @type {string[]} */ #order = [];
  /** @type {Map<string, number>} */ #places = new Map();
  /** @type {Layout} */ #layout = "auto";
  #page = 0;
  #isAway = false;
  #resized = new ResizeObserver(() => this.#arrange());
  #rearrange = () => this.#arrange();
  #arranging = new Arranging(this, "nj-camera-tile", (moved, other) => this.#swap(moved, other));

  connectedCallback() {
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", words("grid.label"));
    this.#resized.observe(this, { box: "border-box" });
    window.addEventListener("resize", this.#rearrange);
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

  /** In the order in which they are seen, also those of other pages. */
  get tiles() {
    const tiles = [...this.children].flatMap((tile) => (tile instanceof CameraTile ? [tile] : []));
    return tiles.sort((one, other) => this.#place(one) - this.#place(other));
  }

  /** @param {CameraTile} tile */
  #place(tile) {
    return this.#places.get(tile.camera?.id ?? "") ?? Infinity;
  }

  get large() {
    return this.#large;
  }

  get layout() {
    return this.#layout;
  }

  /** How many pages there are, and which one is shown, from 0. */
  get pages() {
    const count = pageCount(this.#cameras.length, this.#layout);
    return { count, page: Math.min(this.#page, count - 1) };
  }

  /**
   * How the tiles are arranged from now on.
   * @param {{layout?: Layout, order?: string[], page?: number, isAway?: boolean}} change
   */
  set(change) {
    if (change.layout !== undefined) this.#layout = change.layout;
    if (change.order !== undefined) this.#order = change.order;
    if (change.page !== undefined) this.#page = Math.max(0, change.page);
    if (change.isAway !== undefined) {
      this.#isAway = change.isAway;
      for (const tile of this.tiles) tile.isAway = change.isAway;
    }
    if (this.#cameras.length > 0) this.cameras = this.#cameras;
  }

  /** As long as it is not known which cameras there are. */
  clear() {
    this.#large = null;
    this.#cameras = [];
    this.removeAttribute("data-enlarged");
    this.replaceChildren(make("div", { class: "waiting-tile" }), make("div", { class: "waiting-tile" }));
  }

  /** @param {Camera[]} cameras */
  set cameras(cameras) {
    this.#cameras = cameras;
    this.querySelectorAll(".waiting-tile, .empty").forEach((element) => element.remove());
    const known = new Map(this.tiles.map((tile) => [tile.camera?.id, tile]));
    this.#places = new Map(inOrder(cameras, this.#order).map((camera, place) => [camera.id, place]));
    // Where a tile is seen, its style says: one that is moved within the page would begin anew.
    let before = this.firstElementChild;
    for (const camera of cameras) {
      let tile = known.get(camera.id);
      known.delete(camera.id);
      if (!tile) {
        tile = new CameraTile();
        tile.isAway = this.#isAway;
        this.insertBefore(tile, before);
      } else if (tile === before) {
        before = before.nextElementSibling;
      } else {
        this.insertBefore(tile, before);
      }
      tile.camera = camera;
      tile.style.setProperty("--place", String(this.#place(tile)));
    }
    for (const tile of known.values()) {
      if (tile === this.#large) this.enlarge(null);
      tile.remove();
    }
    if (cameras.length === 0) this.append(emptyState());
    this.#arrange();
    this.#keepOneInTabOrder();
    this.dispatchEvent(new CustomEvent("paged"));
  }

  /** @param {CameraTile | null} tile */
  enlarge(tile) {
    if (this.#large === tile) return;
    if (this.#large) this.#large.large = false;
    this.#large = tile;
    if (tile) tile.large = true;
    this.#arranging.isOff = tile !== null;
    this.toggleAttribute("data-enlarged", tile !== null);
    this.#arrange();
    this.dispatchEvent(new CustomEvent("enlarged", { bubbles: true, detail: tile?.camera ?? null }));
  }

  /** The server answers again: every tile connects now. */
  hurry() {
    for (const tile of this.tiles) tile.hurry();
  }

  #arrange() {
    const width = this.clientWidth;
    const count = this.#cameras.length || this.querySelectorAll(".waiting-tile").length;
    if (width === 0 || count === 0) return;
    const { page } = this.pages;
    const { from, to } = pageRange(page, this.#layout);
    this.tiles.forEach((tile, index) => {
      tile.isShown = tile === this.#large || (index >= from && index < to) || this.#large !== null;
    });
    // What is below the tiles' place is the page's own; what is above says where they begin.
    const top = this.getBoundingClientRect().top + scrollY;
    const below = parseFloat(getComputedStyle(document.body).getPropertyValue("--below")) || 0;
    const edge = parseFloat(getComputedStyle(this).getPropertyValue("--lower-edge")) || 0;
    const room = Math.max(240, window.innerHeight - top - below - edge - 8);
    const columns = this.#layout === "auto" ? 0 : columnsOf(this.#layout);
    const tile = columns ? widthIn(columns, columns, width, room) : tileWidth(count, width, room);
    this.style.setProperty("--tile", `${tile}px`);
    this.style.setProperty("--columns", columns ? `${columns * tile + (columns - 1) * gap}px` : "none");
    const strip = count > 1 ? stripHeight + gap : 0;
    this.style.setProperty("--large-height", `${Math.floor(Math.min(room - strip, (width * 9) / 16))}px`);
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
    const one = chosen ?? tiles.find((tile) => tile.tabIndex === 0 && !tile.hidden) ?? tiles.find((tile) => !tile.hidden);
    for (const tile of tiles) tile.tabIndex = tile === one ? 0 : -1;
  }

  /**
   * @param {Element} moved
   * @param {Element} other
   */
  #swap(moved, other) {
    if (!(moved instanceof CameraTile) || !(other instanceof CameraTile)) return;
    const [one, two] = [moved.camera, other.camera];
    if (!one || !two) return;
    const order = this.tiles.flatMap((tile) => (tile.camera ? [tile.camera.id] : []));
    this.#order = swapped(order, one.id, two.id);
    this.cameras = this.#cameras;
    moved.focus({ preventScroll: true });
    this.dispatchEvent(new CustomEvent("arranged", { detail: this.#order }));
    const told = words("grid.swapped", { one: one.name, other: two.name });
    this.dispatchEvent(new CustomEvent("tell", { bubbles: true, detail: told }));
  }

  /**
   * Lets a tile change its place with the one that lies that way.
   * @param {CameraTile} tile
   * @param {string} key of an arrow
   */
  move(tile, key) {
    const other = this.neighbour(tile, key);
    if (other) this.#swap(tile, other);
  }

  /**
   * The tile that lies that way: by where the tiles are, so that every layout works.
   * @param {CameraTile} from
   * @param {string} key
   * @returns {CameraTile | undefined}
   */
  neighbour(from, key) {
    const tiles = this.tiles.filter((tile) => !tile.hidden);
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
    return make(
      "div",
      { class: "empty" },
      icon,
      make("h2", {}, words("grid.none-for-you")),
      make("p", {}, words("grid.none-for-you-why")),
    );
  }
  return make(
    "div",
    { class: "empty" },
    icon,
    make("h2", {}, words("grid.none")),
    make("p", {}, words("grid.none-why")),
    make("code", {}, "rtsp://192.168.1.20:554/stream1"),
    make("button", { type: "button", class: "primary", "data-action": "add-camera" }, words("grid.add-first")),
  );
}

customElements.define("nj-camera-grid", CameraGrid);
