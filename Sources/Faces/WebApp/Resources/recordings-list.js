// @ts-check
// The recordings of one camera, newest first, by day. Nothing moves under the pointer: newer ones wait for it to leave.

import { make, mark, say } from "./dom.js";
import { clockTime, dayName, length, size } from "./format.js";
import { serverNow } from "./server-clock.js";
import { countedWords, words } from "./words.js";

/**
 * @template T
 * @typedef {import("./types.js").Page<T>} Page
 */
/** @typedef {import("./types.js").Recording} Recording */

export class RecordingsList extends HTMLElement {
  /**
   * Newest first.
   * @type {Recording[]}
   */
  #recordings = [];
  /** @type {Recording[] | null} */ #held = null;
  /** @type {string | null} */ #cursor = null;
  #chosen = "";
  /** @type {Map<string, HTMLElement>} */ #rows = new Map();
  #newer = make("button", { type: "button", class: "newer", hidden: true });
  #items = make("div", { class: "items", role: "list", "aria-label": words("recordings.newest-first") });
  #text = make("p", { class: "muted list-words" });
  #older = make("button", { type: "button", class: "older", hidden: true }, words("recordings.older"));

  connectedCallback() {
    if (this.firstChild) return;
    this.append(this.#newer, this.#items, this.#text, this.#older);
    this.#newer.addEventListener("click", () => this.#release());
    this.addEventListener("pointerleave", () => this.#release());
    this.#older.addEventListener("click", () => this.dispatchEvent(new CustomEvent("older", { detail: this.#cursor })));
    this.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @returns {readonly Recording[]} newest first */
  get recordings() {
    return this.#recordings;
  }

  /** Forgets everything: another camera. */
  clear() {
    this.#recordings = [];
    this.#held = null;
    this.#cursor = null;
    this.#rows.clear();
    this.#items.replaceChildren();
    this.#newer.hidden = true;
    this.#older.hidden = true;
    say(this.#text, words("recordings.looking"));
  }

  /**
   * The newest page, asked for again and again.
   * @param {Page<Recording>} page
   */
  refresh(page) {
    const known = new Map(this.#recordings.map((recording) => [recording.id, recording]));
    const oldest = page.items.at(-1);
    const first = known.size === 0;
    // A gap between the page and what is known would be a list with a hole: begin again with the page.
    const joined = first || page.items.some((recording) => known.has(recording.id));
    const tail = joined && oldest ? this.#recordings.filter((recording) => recording.start < oldest.start) : [];
    if (first || !joined || tail.length === 0) this.#cursor = page.next_cursor ?? null;
    const all = [...page.items, ...tail];
    const fresh = page.items.filter((recording) => !known.has(recording.id)).length;
    if (!first && fresh > 0 && this.matches(":hover") && matchMedia("(hover: hover)").matches) {
      this.#held = all;
      this.#newer.hidden = false;
      say(this.#newer, countedWords("recordings.newer", fresh));
      this.#recordings = all.filter((recording) => known.has(recording.id));
    } else {
      this.#recordings = all;
    }
    this.#render();
  }

  /** @param {Page<Recording>} page older than all that is known */
  extend(page) {
    const known = new Set(this.#recordings.map((recording) => recording.id));
    this.#recordings = [...this.#recordings, ...page.items.filter((recording) => !known.has(recording.id))];
    this.#cursor = page.next_cursor ?? null;
    this.#render();
  }

  /** @param {string} id */
  set chosen(id) {
    this.#rows.get(this.#chosen)?.removeAttribute("aria-current");
    this.#chosen = id;
    const row = this.#rows.get(id);
    if (!row) return;
    mark(row, "aria-current", "true");
    // Within the list only: the page itself must not jump.
    const above = row.offsetTop - this.#items.offsetTop - this.scrollTop;
    if (above < 40 || above + row.offsetHeight > this.clientHeight) this.scrollTop += above - this.clientHeight / 3;
  }

  /** @param {string} reason */
  set failure(reason) {
    if (this.#recordings.length === 0) say(this.#text, reason);
  }

  #release() {
    if (!this.#held) return;
    this.#recordings = this.#held;
    this.#held = null;
    this.#newer.hidden = true;
    this.#render();
  }

  #render() {
    const now = serverNow();
    const wanted = [];
    const seen = new Set();
    let day = "";
    for (const recording of this.#recordings) {
      const name = dayName(Date.parse(recording.start), now);
      if (name !== day) wanted.push(this.#row(`day ${name}`, () => make("h3", { class: "day" }, name)));
      if (name !== day) seen.add(`day ${name}`);
      day = name;
      wanted.push(this.#recordingRow(recording));
      seen.add(recording.id);
    }
    for (const [id, row] of this.#rows) {
      if (seen.has(id)) continue;
      row.remove();
      this.#rows.delete(id);
    }
    let before = this.#items.firstElementChild;
    for (const row of wanted) {
      if (row === before) before = before.nextElementSibling;
      else this.#items.insertBefore(row, before);
    }
    say(this.#text, this.#recordings.length > 0 ? "" : words("recordings.nothing-yet"));
    this.#older.hidden = this.#cursor === null;
  }

  /** @param {string} id @param {() => HTMLElement} create */
  #row(id, create) {
    const row = this.#rows.get(id) ?? create();
    this.#rows.set(id, row);
    return row;
  }

  /** @param {Recording} recording */
  #recordingRow(recording) {
    const row = this.#row(recording.id, () => {
      const button = make(
        "button",
        { type: "button", class: "recording", "data-recording": recording.id },
        make("span", { class: "start" }),
        make("span", { class: "length" }),
        make("span", { class: "size" }),
      );
      button.addEventListener(
        "click",
        () => this.dispatchEvent(new CustomEvent("choose", { detail: this.#find(recording.id) })),
      );
      return make("div", { role: "listitem" }, button);
    });
    const [start, duration, bytes] = row.querySelectorAll("span");
    if (!start || !duration || !bytes) return row;
    say(start, clockTime(Date.parse(recording.start)));
    say(duration, recording.open ? words("recordings.so-far", { length: length(recording.duration_s) }) : length(recording.duration_s));
    say(bytes, size(recording.bytes));
    row.toggleAttribute("data-open", recording.open);
    if (recording.id === this.#chosen) mark(row, "aria-current", "true");
    return row;
  }

  /** @param {string} id */
  #find(id) {
    return this.#recordings.find((recording) => recording.id === id);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const buttons = [...this.querySelectorAll("button.recording")];
    const at = buttons.indexOf(/** @type {Element} */ (document.activeElement));
    const next = buttons[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (at < 0 || !(next instanceof HTMLElement)) return;
    event.preventDefault();
    next.focus();
  }
}

customElements.define("nj-recordings-list", RecordingsList);
