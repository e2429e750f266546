// @ts-check
// Live: the cameras, and what can be said about how they are shown.
//
// Its address: "camera", which one is large; "page", from 1. Layout, order and names are kept for the account ("live").

import { CameraGrid } from "./camera-grid.js";
import { iconButton, make, mark, say } from "./dom.js";
import { liveKeyLines, pressLiveKey } from "./live-keys.js";
import { KeysAsked } from "./place-keys.js";
import { allWays } from "./player-choice.js";
import { keepPreference, preference } from "./preferences.js";
import { PlaceMoved } from "./router.js";
import { session } from "./session.js";
import { isLayout, layouts } from "./tile-layout.js";
import { probed } from "./tile-player.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {import("./tile-layout.js").Layout} Layout */

/** More than so many are not remembered. */
const longestOrder = 400;
const preferenceName = "live";
/** The strip of the last minutes waits for the pictures, ms. */
const stripAfter = 2000;

/** A phone and a wall of the same person are not arranged alike. */
const isNarrow = matchMedia("(max-width: 719px)");

export class LiveView extends HTMLElement {
  #grid = new CameraGrid();
  #layouts = make("div", { class: "chips", role: "radiogroup", "aria-label": words("live.layout") });
  #earlier = iconButton("left", words("live.page-before"), () => this.#turn(-1));
  #later = iconButton("right", words("live.page-after"), () => this.#turn(1));
  #page = make("span", { class: "page-number", role: "status" });
  #pages = make("div", { class: "pages", hidden: true }, this.#earlier, this.#page, this.#later);
  #add = make("button", { type: "button", "data-action": "add-camera", "data-icon": "add", class: "quiet", hidden: true });
  #names = iconButton("names", words("live.names"), () => this.#showNames(!this.#kept.names));
  /** @type {Camera[] | null} */ #cameras = null;
  #kept = { wide: /** @type {Layout} */ ("auto"), narrow: /** @type {Layout} */ ("auto"), names: false, order: /** @type {string[]} */ ([]) };
  /** The large one as the address says it; it may not be there yet. */
  #focus = "";
  /**
   * For those who look for a fault: "player" in the address.
   * @type {import("./player-choice.js").Way | null}
   */
  #way = null;
  #isReady = false;
  #isHere = false;
  /** @type {import("./live-strip.js").LiveStrip | null} */ #strip = null;

  connectedCallback() {
    if (this.firstChild) return;
    this.#layouts.append(...layouts.map((layout) => chip(layout)));
    this.#add.append(make("span", {}, words("live.add")));
    const tools = make(
      "div",
      { class: "live-bar", role: "toolbar", "aria-label": words("live.tools") },
      this.#layouts,
      this.#pages,
      make("span", { class: "spring" }),
      this.#add,
      this.#names,
      iconButton("full", words("live.full"), () => this.#full()),
      iconButton("keys", words("keys.title"), () => this.dispatchEvent(new KeysAsked())),
    );
    this.append(tools, this.#grid);
    this.#layouts.addEventListener("change", (event) => {
      if (event.target instanceof HTMLInputElement && isLayout(event.target.value)) this.#choose(event.target.value);
    });
    this.#grid.addEventListener("enlarged", (event) => this.#enlarged(/** @type {CustomEvent} */ (event).detail));
    this.#grid.addEventListener("paged", () => this.#showPages());
    this.#grid.addEventListener("arranged", (event) => {
      this.#kept.order = /** @type {CustomEvent} */ (event).detail.slice(0, longestOrder);
      this.#keep();
    });
    document.addEventListener("keydown", (event) => this.#key(event));
    isNarrow.addEventListener("change", () => this.#apply());
    session.addEventListener("begun", () => void this.#begin());
    session.addEventListener("lost", () => this.#end());
    if (session.who) void this.#begin();
  }

  // What the router sets.

  /** @param {boolean} isHere */
  set here(isHere) {
    this.#isHere = isHere;
    this.#grid.set({ isAway: !isHere });
    if (this.#strip) this.#strip.here = isHere;
  }

  /** @param {URLSearchParams} address */
  set address(address) {
    this.#focus = address.get("camera") ?? "";
    this.#grid.set({ page: (Number(address.get("page")) || 1) - 1 });
    this.#way = allWays.find((known) => known === address.get("player")) ?? null;
    for (const tile of this.#grid.tiles) tile.way = this.#way;
    this.#focusOne();
  }

  get keyLines() {
    return liveKeyLines(this.cameras.some(({ permissions }) => permissions.includes("control-camera")));
  }

  get cameras() {
    return this.#cameras ?? [];
  }

  /** @param {Camera[]} cameras */
  set cameras(cameras) {
    if (session.who === null) return;
    this.#cameras = cameras;
    if (this.#isReady) this.#show();
  }

  /** The server answers again: every tile connects now. */
  hurry() {
    this.#grid.hurry();
  }

  async #begin() {
    this.#add.hidden = !session.may("add-cameras");
    if (this.#isReady) return;
    const [kept] = await Promise.all([preference(preferenceName), probed]);
    this.#read(kept);
    this.#isReady = true;
    this.#apply();
    if (this.#cameras) this.#show();
    setTimeout(() => void this.#addStrip(), stripAfter);
  }

  /** The last minutes, once the first pictures are there. */
  async #addStrip() {
    if (this.#strip) return;
    const module = await import("./live-strip.js").catch(() => null);
    if (this.#strip) return;
    if (!module) {
      // The recorder is away just now.
      setTimeout(() => void this.#addStrip(), 5 * stripAfter);
      return;
    }
    const { LiveStrip } = module;
    this.#strip = new LiveStrip(() => this.#grid.tiles.filter((tile) => tile.camera && tile.offsetWidth > 0));
    this.#grid.after(this.#strip);
    this.#strip.here = this.#isHere;
  }

  #end() {
    this.#isReady = false;
    this.#cameras = null;
    this.#grid.clear();
  }

  #show() {
    if (!this.#cameras) return;
    this.#grid.cameras = this.#cameras;
    if (this.#way) for (const tile of this.#grid.tiles) tile.way = this.#way;
    this.#focusOne();
  }

  /** @param {unknown} kept of whatever version of this page */
  #read(kept) {
    const found = /** @type {Record<string, unknown>} */ (kept !== null && typeof kept === "object" ? kept : {});
    if (isLayout(found.wide)) this.#kept.wide = found.wide;
    if (isLayout(found.narrow)) this.#kept.narrow = found.narrow;
    this.#kept.names = found.names === true;
    if (Array.isArray(found.order)) this.#kept.order = found.order.filter((id) => typeof id === "string").slice(0, longestOrder);
  }

  #keep() {
    keepPreference(preferenceName, this.#kept);
  }

  #apply() {
    const layout = isNarrow.matches ? this.#kept.narrow : this.#kept.wide;
    for (const input of this.#layouts.querySelectorAll("input")) input.checked = input.value === layout;
    this.#grid.set({ layout, order: this.#kept.order });
    this.#grid.toggleAttribute("data-names", this.#kept.names);
    mark(this.#names, "aria-pressed", String(this.#kept.names));
    mark(this, "data-layout", layout);
  }

  /** @param {Layout} layout */
  #choose(layout) {
    if (isNarrow.matches) this.#kept.narrow = layout;
    else this.#kept.wide = layout;
    this.#grid.enlarge(null);
    this.#grid.set({ page: 0 });
    this.#apply();
    this.#tellAddress(false);
    this.#keep();
  }

  /** @param {boolean} names */
  #showNames(names) {
    this.#kept.names = names;
    this.#apply();
    this.#keep();
  }

  /** @param {number} step */
  #turn(step) {
    const { count, page } = this.#grid.pages;
    this.#grid.enlarge(null);
    this.#grid.set({ page: Math.min(count - 1, Math.max(0, page + step)) });
    this.#tellAddress(false);
  }

  #showPages() {
    const { count, page } = this.#grid.pages;
    this.#pages.hidden = count < 2;
    say(this.#page, words("live.page", { page: page + 1, count }));
    this.#earlier.disabled = page === 0;
    this.#later.disabled = page === count - 1;
  }

  #full() {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void this.#grid.requestFullscreen?.().catch(() => {});
  }

  /** Makes the one large that the address names. */
  #focusOne() {
    if (!this.#isReady || !this.#cameras) return;
    const tile = this.#grid.tiles.find((tile) => tile.camera?.id === this.#focus) ?? null;
    this.#grid.enlarge(tile);
  }

  /** @param {Camera | null} camera */
  #enlarged(camera) {
    const id = camera?.id ?? "";
    if (id === this.#focus) return;
    // From one to another, and back to all, "back" goes to all.
    const isStep = this.#focus === "";
    this.#focus = id;
    this.#tellAddress(isStep);
  }

  /** @param {boolean} isStep */
  #tellAddress(isStep) {
    if (!this.#isHere) return;
    const address = new URLSearchParams();
    if (this.#focus) address.set("camera", this.#focus);
    const { page } = this.#grid.pages;
    if (page > 0) address.set("page", String(page + 1));
    if (this.#way) address.set("player", this.#way);
    this.dispatchEvent(new PlaceMoved(address, isStep));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.#isHere || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const isMeant = pressLiveKey(event, this.#grid, {
      layout: (layout) => this.#choose(layout),
      page: (step) => this.#turn(step),
      names: () => this.#showNames(!this.#kept.names),
    });
    if (isMeant) event.preventDefault();
  }
}

/** @param {Layout} layout */
function chip(layout) {
  const input = make("input", { type: "radio", name: "layout", value: layout });
  const label = words(layout === "auto" ? "live.layout-auto" : "live.layout-of", { count: layout });
  mark(input, "aria-label", label);
  return make("label", { class: "chip", title: label }, input, make("span", {}, layout === "auto" ? words("live.auto") : layout));
}

customElements.define("nj-live", LiveView);
