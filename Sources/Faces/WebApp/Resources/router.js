// @ts-check
// Which place of the app is shown, by the address after the "#": "#timeline?at=2026-03-01T12:00:00Z&camera=gate". What a place shows
// is in its address, so that it can be bookmarked, sent to somebody, gone back to, and is still there after a reload.

import { mark } from "./dom.js";
import { words } from "./words.js";

/**
 * @typedef {object} Place
 * @property {string} name first word of its address
 * @property {string} tag of its element
 * @property {() => Promise<unknown>} load defines the element; called when somebody first goes there
 */

/**
 * What the element of a place may have. `address` is set when somebody comes, and whenever the address becomes another;
 * `here` says whether it is shown: who is not shown asks the server for nothing. `cameras` are those that the asker may see, set as
 * often as they are asked for. `keyLines` are its keys, for the list of all; null: it has a list itself. To change its address a place
 * sends a `PlaceMoved`.
 * @typedef {object} PlaceTraits
 * @property {URLSearchParams} [address]
 * @property {boolean} [here]
 * @property {import("./types.js").Camera[]} [cameras]
 * @property {import("./keys-help.js").KeyLine[] | null} [keyLines]
 *
 * @typedef {HTMLElement & PlaceTraits} PlaceElement
 */

/** Sent by a place that shows something else now. */
export class PlaceMoved extends CustomEvent {
  /**
   * @param {URLSearchParams} parameters
   * @param {boolean} [isStep] true: "back" comes back to what was shown before
   */
  constructor(parameters, isStep = false) {
    super("place-moved", { bubbles: true, detail: { parameters, isStep } });
  }
}

/** The place that is shown where the address names none. */
const homeName = "live";

export class Router {
  /** @type {Map<string, Place>} */ #places;
  /** @type {Map<string, PlaceElement>} */ #elements = new Map();
  #main;
  #here = "";
  /** @type {import("./types.js").Camera[] | null} */ #cameras = null;

  /**
   * Tells of a place that is shown with "place-shown", and of one that could not be loaded with "place-failed", both with its name.
   * @param {HTMLElement} main where places are put
   * @param {PlaceElement} home Live, which is always there
   * @param {Place[]} places
   */
  constructor(main, home, places) {
    this.#main = main;
    this.#places = new Map(places.map((place) => [place.name, place]));
    this.#elements.set(homeName, home);
    addEventListener("hashchange", () => void this.go());
    main.addEventListener("place-moved", (event) => this.#moved(/** @type {CustomEvent} */ (event)));
    for (const link of document.querySelectorAll(".rail a.place")) {
      if (link instanceof HTMLElement) link.hidden = !this.has(link.getAttribute("href")?.slice(1) ?? "");
    }
  }

  /** @param {string} name */
  has(name) {
    return name === homeName || this.#places.has(name);
  }

  /** Shows what the address says. */
  async go() {
    const [asked = "", query = ""] = location.hash.slice(1).split("?", 2);
    const name = this.has(asked) ? asked : homeName;
    const place = this.#places.get(name);
    try {
      if (place && !this.#elements.has(name)) await this.#make(place);
    } catch {
      this.#main.dispatchEvent(new CustomEvent("place-failed", { detail: name }));
      return;
    }
    // Somebody has gone on meanwhile.
    if ((location.hash.slice(1).split("?", 1)[0] ?? "") !== asked) return;
    this.#show(name);
    const element = this.#elements.get(name);
    if (element) element.address = new URLSearchParams(query);
  }

  /** The element of the place that is shown. */
  get shown() {
    return this.#elements.get(this.#here);
  }

  /**
   * Hands something to every place that wants it.
   * @param {import("./types.js").Camera[]} cameras
   */
  set cameras(cameras) {
    this.#cameras = cameras;
    for (const element of this.#elements.values()) if ("cameras" in element) element.cameras = cameras;
  }

  /** @param {string} name */
  #show(name) {
    const isOther = this.#here !== "" && this.#here !== name;
    this.#here = name;
    for (const [other, element] of this.#elements) {
      element.hidden = other !== name;
      element.here = other === name;
    }
    for (const link of document.querySelectorAll(".rail a.place")) {
      if (link.getAttribute("href") === `#${name}`) mark(link, "aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const title = words(/** @type {Parameters<typeof words>[0]} */ (`place.${name}`));
    document.title = `${title} – Nightjar`;
    if (isOther) {
      scrollTo(0, 0);
      this.#main.focus({ preventScroll: true });
    }
    this.#main.dispatchEvent(new CustomEvent("place-shown", { detail: { name, title } }));
  }

  /** @param {Place} place */
  async #make(place) {
    await place.load();
    if (this.#elements.has(place.name)) return;
    /** @type {PlaceElement} */
    const element = document.createElement(place.tag);
    element.hidden = true;
    this.#elements.set(place.name, element);
    this.#main.append(element);
    if (this.#cameras && "cameras" in element) element.cameras = this.#cameras;
  }

  /** @param {CustomEvent<{parameters: URLSearchParams, isStep: boolean}>} event */
  #moved({ detail: { parameters, isStep } }) {
    const query = parameters.toString();
    const address = `#${this.#here}${query ? `?${query}` : ""}`;
    if (isStep) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }
}
