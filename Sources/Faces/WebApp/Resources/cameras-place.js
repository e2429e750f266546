// @ts-check
// The place Cameras: all of them and how they do, or one of them with all that can be set: `#cameras?camera=gate&part=areas`.

import { CameraDetail } from "./cameras-detail.js";
import { CamerasList } from "./cameras-list.js";
import { make } from "./dom.js";
import { session } from "./session.js";
import { words } from "./words.js";

export class CamerasPlace extends HTMLElement {
  #list = new CamerasList();
  /** @type {CameraDetail | null} */ #detail = null;
  #here = false;
  #address = new URLSearchParams();
  #title = make("h2", { class: "place-title" }, words("place.cameras"));
  #add = make("button", { type: "button", class: "primary", "data-action": "add-camera" }, words("cameras.add"));
  #head = make("header", { class: "place-head" }, this.#title, this.#add);
  #box = make("div", { class: "part" });

  connectedCallback() {
    if (this.firstChild) return;
    this.classList.add("place-page");
    this.append(this.#head, this.#box);
    // Nothing of what one has seen is left for another.
    session.addEventListener("lost", () => {
      if (this.#detail) this.#detail.here = false;
      this.#detail = null;
      this.#list.here = false;
      this.#list = new CamerasList();
      this.#box.replaceChildren();
    });
    // One that was added elsewhere on the page is there at once.
    document.addEventListener("cameras-changed", () => this.#list.again());
  }

  get here() {
    return this.#here;
  }

  set here(here) {
    this.#here = here;
    // Whoever comes is told the address next: until then it is that of the last time.
    if (!here) this.#turn();
  }

  get address() {
    return this.#address;
  }

  set address(address) {
    this.#address = address;
    this.#turn();
  }

  #turn() {
    const id = this.#address.get("camera");
    if (this.#detail && this.#detail.camera !== id) {
      this.#detail.here = false;
      this.#detail = null;
    }
    this.#add.hidden = id !== null || !session.may("add-cameras");
    this.#head.hidden = id !== null;
    if (id === null) {
      if (!this.#list.isConnected) this.#box.replaceChildren(this.#list);
      this.#list.here = this.#here;
      return;
    }
    this.#list.here = false;
    this.#detail ??= new CameraDetail(id);
    this.#detail.address = this.#address;
    if (!this.#detail.isConnected) this.#box.replaceChildren(this.#detail);
    this.#detail.here = this.#here;
  }
}

customElements.define("nj-cameras-place", CamerasPlace);
