// @ts-check
// One event: its picture, what it was, where and when; a press leads to the time line, staying shows it moving.

import * as api from "./api.js";
import { make, mark, say } from "./dom.js";
import { length } from "./format.js";
import { timelineLink } from "./events-filter.js";
import { kindWords } from "./events-words.js";
import { kindOf } from "./timeline-marks.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").CameraEvent} CameraEvent */
/** @typedef {import("./timeline-time.js").Zone} Zone */

/**
 * @typedef {object} Circumstances
 * @property {string} camera its name
 * @property {boolean} mayAcknowledge
 * @property {boolean} isRecorded there is a picture of then
 * @property {Zone} zone
 * @property {number} now
 */

const pictureWidth = 320;
const staysFor = 300;
const before = 2000;
const longestPreview = 10_000;

export class EventCard extends HTMLElement {
  /** @type {CameraEvent | null} */ #event = null;
  #isRecorded = false;
  #picture = make("img", { loading: "lazy", decoding: "async", alt: "", width: 320, height: 180, hidden: true });
  /** @type {HTMLVideoElement | null} */ #preview = null;
  #link = make("a", { class: "event-link" });
  #mark = make("span", { class: "event-mark", "aria-hidden": "true" });
  #what = make("span", { class: "what" });
  #camera = make("span", { class: "camera" });
  #when = make("time", { class: "when" });
  #seen = make("button", { type: "button", class: "icon seen", "data-icon": "seen" });
  #frame = make("div", { class: "frame" }, this.#mark.cloneNode(), this.#picture);
  #staying = 0;

  connectedCallback() {
    if (this.firstChild) return;
    this.setAttribute("role", "listitem");
    this.#link.append(this.#frame, make("span", { class: "line" }, this.#mark, this.#what), this.#camera, this.#when);
    this.append(this.#link, this.#seen);
    this.#picture.addEventListener("error", () => (this.#picture.hidden = true));
    this.#seen.addEventListener("click", () => void this.#acknowledge());
    for (const name of ["pointerenter", "focusin"]) this.addEventListener(name, () => this.#stay());
    for (const name of ["pointerleave", "focusout"]) this.addEventListener(name, () => this.#leave());
    this.addEventListener("keydown", (event) => {
      if (event.key !== "r" || event.ctrlKey || event.metaKey || event.altKey || this.#seen.hidden) return;
      event.preventDefault();
      void this.#acknowledge();
    });
  }

  disconnectedCallback() {
    this.#leave();
  }

  get event() {
    return this.#event;
  }

  focus() {
    this.#link.focus();
  }

  /** @param {CameraEvent} event @param {Circumstances} around */
  show(event, { camera, mayAcknowledge, isRecorded, zone, now }) {
    this.#event = event;
    this.#isRecorded = isRecorded;
    mark(this, "data-event", event.id);
    for (const shape of this.querySelectorAll(".event-mark")) mark(shape, "data-kind", kindOf(event));
    mark(this.#mark, "data-kind", kindOf(event));
    this.#link.href = timelineLink(event);
    say(this.#what, kindWords(event));
    say(this.#camera, [camera, ...event.zones].join(" · "));
    const start = Date.parse(event.start);
    const lasted = event.end ? (Date.parse(event.end) - start) / 1000 : 0;
    say(this.#when, zone.moment(start, now) + (lasted >= 0.5 ? ` · ${length(lasted)}` : event.end ? "" : ` · ${words("events.lasting")}`));
    this.#when.dateTime = event.start;
    this.#seen.hidden = !mayAcknowledge;
    this.#render();
    this.#showPicture(event);
  }

  /** @param {CameraEvent} event */
  #showPicture(event) {
    const address = event.snapshot
      ? api.snapshotAddress(event.snapshot)
      : this.#isRecorded
      ? api.stillAddress(event.camera, { at: event.start, width: pictureWidth })
      : "";
    this.#picture.hidden = address === "";
    if (address !== "" && this.#picture.getAttribute("src") !== address) this.#picture.src = address;
  }

  #render() {
    const by = this.#event?.acknowledged_by ?? null;
    this.toggleAttribute("data-seen", by !== null);
    mark(this.#seen, "aria-pressed", String(by !== null));
    const label = by === null ? words("events.markSeen") : words("events.seenBy", { name: by });
    mark(this.#seen, "aria-label", label);
    this.#seen.title = label;
  }

  async #acknowledge() {
    const event = this.#event;
    if (!event) return;
    this.#seen.disabled = true;
    try {
      this.#event = await api.acknowledgeEvent(event.id, !event.acknowledged_by);
      this.#render();
      this.dispatchEvent(new CustomEvent("event-seen", { bubbles: true, detail: this.#event }));
    } catch (error) {
      this.dispatchEvent(new CustomEvent("event-problem", { bubbles: true, detail: error }));
    }
    this.#seen.disabled = false;
  }

  #stay() {
    clearTimeout(this.#staying);
    if (!this.#isRecorded || this.#preview || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.#staying = setTimeout(() => this.#play(), staysFor);
  }

  #play() {
    const event = this.#event;
    if (!event || this.#preview) return;
    const start = Date.parse(event.start) - before;
    const end = Math.min(event.end ? Date.parse(event.end) + before : Infinity, start + longestPreview);
    const preview = make("video", { muted: true, playsinline: true, loop: true, tabindex: -1, "aria-hidden": "true", class: "preview" });
    preview.muted = true;
    this.#preview = preview;
    // Where it cannot be played, the picture stays.
    preview.addEventListener("playing", () => preview.setAttribute("data-playing", ""), { once: true });
    preview.addEventListener("error", () => preview.remove(), { once: true });
    preview.src = api.rangeAddress(event.camera, { from: new Date(start).toISOString(), to: new Date(end).toISOString() });
    this.#frame.append(preview);
    void preview.play().catch(() => {});
  }

  #leave() {
    clearTimeout(this.#staying);
    const preview = this.#preview;
    this.#preview = null;
    if (!preview) return;
    preview.remove();
    preview.removeAttribute("src");
    preview.load();
  }
}

customElements.define("nj-event-card", EventCard);
