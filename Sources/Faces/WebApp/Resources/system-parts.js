// @ts-check
// A place that has parts, of which one is shown: `#system?part=storage`. The parts are links, so that each has its address.

import { make, mark } from "./dom.js";
import { session } from "./session.js";
import { bringIntoSight } from "./system-bits.js";

/** @typedef {import("./system-part.js").Part} Part */

/**
 * @typedef {object} PartEntry
 * @property {string} key in the address
 * @property {string} name for people
 * @property {() => boolean} may whether it is offered to whoever is logged in
 * @property {() => Part} make
 */

export class PartedPlace extends HTMLElement {
  /** @type {Map<string, Part>} */ #parts = new Map();
  /** @type {Part | null} */ #shown = null;
  #address = new URLSearchParams();
  #here = false;
  #links = make("nav", { class: "parts" });
  #box = make("div", { class: "part" });

  /**
   * First word of its address.
   * @returns {string}
   */
  get place() {
    return "";
  }

  /**
   * For people.
   * @returns {string}
   */
  get heading() {
    return "";
  }

  /** @returns {PartEntry[]} */
  get entries() {
    return [];
  }

  connectedCallback() {
    if (this.firstChild) return;
    const title = make("h2", { class: "place-title" }, this.heading);
    mark(this.#links, "aria-label", this.heading);
    this.classList.add("place-page");
    this.append(make("header", { class: "place-head" }, title, this.#links), this.#box);
    // Nothing of what one has seen is left for another, nor what is shown only once.
    session.addEventListener("lost", () => this.#forget());
  }

  get here() {
    return this.#here;
  }

  set here(here) {
    this.#here = here;
    // Whoever comes is told the address next: until then it is that of the last time.
    if (this.#shown && !here) this.#shown.here = false;
  }

  get address() {
    return this.#address;
  }

  set address(address) {
    this.#address = address;
    const offered = this.entries.filter((entry) => entry.may());
    const entry = offered.find((candidate) => candidate.key === address.get("part")) ?? offered[0];
    this.#links.replaceChildren(...offered.map((each) => this.#link(each, each === entry)));
    bringIntoSight(this.#links);
    if (entry) this.#show(entry);
  }

  /** @param {PartEntry} entry @param {boolean} isShown */
  #link({ key, name }, isShown) {
    return make("a", { href: `#${this.place}?part=${key}`, "aria-current": isShown ? "page" : null }, name);
  }

  /** @param {PartEntry} entry */
  #show({ key, make: create }) {
    let part = this.#parts.get(key);
    if (!part) {
      part = create();
      this.#parts.set(key, part);
    }
    part.address = this.#address;
    if (part !== this.#shown) {
      if (this.#shown) this.#shown.here = false;
      this.#shown = part;
      this.#box.replaceChildren(part);
      mark(this, "data-part", key);
    }
    part.here = this.#here;
  }

  #forget() {
    if (this.#shown) this.#shown.here = false;
    this.#shown = null;
    this.#parts.clear();
    this.#box.replaceChildren();
  }
}
