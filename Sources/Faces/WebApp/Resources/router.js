// @ts-check
// Which place of the app is shown, by the address after the "#": "#timeline?at=2026-03-01T12:00:00Z&camera=gate". What a place shows
// is in its address, so that it can be bookmarked, sent to somebody, gone back to, and is still there after a reload.

import { mark } from "./dom.js";

/**
 * @typedef {object} Place
 * @property {string} name first word of its address
 * @property {string} tag of its element
 * @property {() => Promise<unknown>} load defines the element; called when somebody first goes there
 */

/**
 * What the element of a place may have. `address` is set when somebody comes, and whenever the address becomes another;
 * `here` says whether it is shown: who is not shown asks the server for nothing. To change its address it sends a `PlaceMoved`.
 * @typedef {HTMLElement & {address?: URLSearchParams, here?: boolean}} PlaceElement
 */

/** Sent by a place that shows something else now. */
export class PlaceMoved extends CustomEvent {
  /** @param {URLSearchParams} parameters @param {boolean} [isStep] true: "back" comes back to what was shown before */
  constructor(parameters, isStep = false) {
    super("place-moved", { bubbles: true, detail: { parameters, isStep } });
  }
}

export class Router {
  /** @type {Map<string, Place>} */ #places;
  /** @type {Map<string, PlaceElement>} */ #elements = new Map();
  #main;
  #home;
  #here = "";

  /**
   * @param {HTMLElement} main where places are put
   * @param {HTMLElement} home what is shown where the address names no place
   * @param {Place[]} places
   */
  constructor(main, home, places) {
    this.#main = main;
    this.#home = home;
    this.#places = new Map(places.map((place) => [place.name, place]));
    addEventListener("hashchange", () => void this.go());
    main.addEventListener("place-moved", (event) => this.#moved(/** @type {CustomEvent} */ (event)));
  }

  /** Shows what the address says. */
  async go() {
    const [name = "", query = ""] = location.hash.slice(1).split("?", 2);
    const place = this.#places.get(name);
    if (place && !this.#elements.has(name)) await this.#make(place);
    if (location.hash.slice(1).split("?", 1)[0] !== name) return;
    this.#here = name;
    this.#home.hidden = place !== undefined;
    for (const [other, element] of this.#elements) {
      element.hidden = other !== name;
      element.here = other === name;
    }
    for (const link of document.querySelectorAll(".rail a.place")) {
      if (link.getAttribute("href") === `#${name}`) mark(link, "aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const element = this.#elements.get(name);
    if (element) element.address = new URLSearchParams(query);
  }

  /** @param {Place} place */
  async #make(place) {
    await place.load();
    if (this.#elements.has(place.name)) return;
    const element = document.createElement(place.tag);
    element.hidden = true;
    this.#elements.set(place.name, element);
    this.#main.append(element);
  }

  /** @param {CustomEvent<{parameters: URLSearchParams, isStep: boolean}>} event */
  #moved({ detail: { parameters, isStep } }) {
    const query = parameters.toString();
    const address = `#${this.#here}${query ? `?${query}` : ""}`;
    if (isStep) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }
}
