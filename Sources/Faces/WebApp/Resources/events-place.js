// @ts-check
// What happened before the cameras, the newest first. Nothing moves under the pointer: newer ones wait until they are asked for.

import * as api from "./api.js";
import { every, make, mark, say } from "./dom.js";
import { EventCard } from "./events-card.js";
import { EventsChoice } from "./events-choice.js";
import { addressOf, bucketOf, choiceOf, filterOf, timeOf } from "./events-filter.js";
import { EventsStrip } from "./events-strip.js";
import { counted } from "./events-words.js";
import { PlaceMoved } from "./router.js";
import { serverNow } from "./server-clock.js";
import { Lane } from "./timeline-lanes.js";
import { browserZone, recorderZone } from "./timeline-zone.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").CameraEvent} CameraEvent */
/** @typedef {import("./types.js").Camera} Camera */

const pageSize = 60;
const askEvery = 10_000;
/** Pixels of a bar of the strip: a finger hits it. */
const barWidth = 28;

export class EventsPlace extends HTMLElement {
  #choice = choiceOf(new URLSearchParams());
  #zone = browserZone;
  /** @type {Camera[]} */ #cameras = [];
  /**
   * Newest first.
   * @type {CameraEvent[]}
   */
  #events = [];
  /** @type {CameraEvent[]} */ #newer = [];
  /** @type {string | null} */ #cursor = null;
  /** @type {Map<string, Lane>} */ #lanes = new Map();
  /** @type {Map<string, EventCard>} */ #cards = new Map();
  #isHere = false;
  /** Whether what is shown is what was chosen. */
  #isLoaded = false;
  #round = 0;
  /** @type {{stop: () => void, now: () => void} | null} */ #rounds = null;
  #filters = new EventsChoice();
  #strip = new EventsStrip();
  #summary = make("p", { class: "events-summary muted", role: "status" });
  #problem = make("p", { class: "problem", role: "alert" });
  #more = make("button", { type: "button", class: "newer", hidden: true });
  #list = make("div", { class: "events-list", role: "list", "aria-label": words("place.events") });
  #empty = make("p", { class: "plain", hidden: true });
  #older = make("button", { type: "button", class: "older", hidden: true }, words("events.older"));

  connectedCallback() {
    if (this.firstChild) return;
    const head = make("div", { class: "events-head" }, make("h2", {}, words("place.events")), this.#summary);
    this.append(head, this.#filters, this.#strip, this.#problem, this.#more, this.#list, this.#empty, this.#older);
    this.#filters.addEventListener("choice", (event) => this.#choose(detailOf(event)));
    this.#filters.addEventListener("seen-all", () => void this.#seeAll());
    this.#strip.addEventListener("part", (event) => this.#choose({ ...this.#choice, days: "own", ...detailOf(event) }));
    this.#older.addEventListener("click", () => void this.#loadOlder());
    this.#more.addEventListener("click", () => this.#release());
    this.addEventListener("event-seen", (event) => this.#seen(detailOf(event)));
    this.addEventListener("event-problem", (event) => this.#fail(detailOf(event)));
    this.addEventListener("keydown", (event) => this.#key(event));
  }

  get keyLines() {
    return [{ keys: ["← →", "↑ ↓"], what: words("keys.events") }, { keys: ["r"], what: words("keys.seen") }];
  }

  get here() {
    return this.#isHere;
  }

  set here(isHere) {
    if (isHere === this.#isHere) return;
    this.#isHere = isHere;
    this.#rounds?.stop();
    this.#rounds = null;
  }

  /** @param {URLSearchParams} address */
  set address(address) {
    this.#choice = choiceOf(address);
    this.#begin();
  }

  /** @param {import("./events-filter.js").Choice} choice */
  #choose(choice) {
    const isOnlyView = choice.view !== this.#choice.view;
    this.#choice = choice;
    this.dispatchEvent(new PlaceMoved(addressOf(choice), true));
    if (isOnlyView) this.#render();
    else this.#begin();
  }

  /** Another choice: asks for all of it anew, and again where nobody answered. */
  #begin() {
    this.#rounds?.stop();
    this.#rounds = null;
    this.#round += 1;
    this.#isLoaded = false;
    const round = this.#round;
    this.#filters.show(this.#choice, this.#zone, this.#mayAcknowledge);
    say(this.#problem, "");
    if (!this.#isHere) return;
    this.#rounds = every(askEvery, async () => {
      if (!this.#isLoaded) await this.#load(round);
      if (this.#isLoaded && round === this.#round) await this.#refresh(round);
    });
  }

  /** @param {number} round */
  async #load(round) {
    try {
      [this.#zone, this.#cameras] = await Promise.all([recorderZone(), api.cameras()]);
      const page = await api.cameraEvents({ ...filterOf(this.#choice, serverNow()), limit: pageSize });
      if (round !== this.#round) return;
      this.#newer = [];
      this.#events = page.items;
      this.#cursor = page.next_cursor ?? null;
      await this.#learnRecorded(page.items);
      if (round !== this.#round) return;
      this.#isLoaded = true;
      say(this.#problem, "");
      this.#render();
    } catch (error) {
      if (round === this.#round) this.#fail(error);
    }
  }

  /** @param {number} round */
  async #refresh(round) {
    try {
      const now = serverNow();
      const { to } = timeOf(this.#choice, now);
      const newest = this.#newer[0] ?? this.#events[0];
      const [fresh] = await Promise.all([
        to === null && newest ? api.cameraEvents({ ...filterOf(this.#choice, now), from: newest.start, limit: pageSize }) : null,
        this.#count(round),
      ]);
      if (round !== this.#round) return;
      say(this.#problem, "");
      const known = new Set([...this.#events, ...this.#newer].map((event) => event.id));
      const items = (fresh?.items ?? []).filter((event) => !known.has(event.id));
      if (items.length === 0) return;
      await this.#learnRecorded(items);
      this.#newer = [...items, ...this.#newer];
      if (scrollY < 40 && !this.#list.matches(":hover, :focus-within")) this.#release();
      this.#more.hidden = this.#newer.length === 0;
      say(this.#more, words("events.newer", { count: this.#newer.length }));
    } catch (error) {
      if (round === this.#round) this.#fail(error);
    }
  }

  /** @param {number} round */
  async #count(round) {
    const now = serverNow();
    const { from, to } = timeOf(this.#choice, now);
    const start = from ?? (this.#events.length > 0 ? Date.parse(/** @type {CameraEvent} */ (this.#events[this.#events.length - 1]).start) : now - 86_400_000);
    const end = to ?? now;
    if (end <= start) return;
    const time = { from: new Date(start).toISOString(), to: new Date(end).toISOString() };
    const { items } = await api.cameraEventCounts({ ...filterOf(this.#choice, now), ...time, bucket: String(bucketOf(end - start, this.#mostBars)) });
    if (round !== this.#round) return;
    this.#strip.show(items, this.#zone, now);
    const sum = (/** @type {(one: import("./types.js").CameraEventCount) => number} */ of) => items.reduce((total, one) => total + of(one), 0);
    say(this.#summary, counted(sum((one) => one.count), sum((one) => one.unacknowledged)));
    const kinds = items.flatMap((one) => Object.keys(one.kinds));
    this.#filters.know(this.#playable, kinds, this.#events.map((event) => event.label).filter((label) => label !== ""));
  }

  /**
   * Of which of them there is a picture: what is not recorded is not asked for.
   * @param {CameraEvent[]} events
   */
  async #learnRecorded(events) {
    const first = events[events.length - 1];
    const last = events[0];
    if (!first || !last) return;
    const cameras = [...new Set(events.map((event) => event.camera))].filter((id) => this.#playable.some((camera) => camera.id === id));
    if (cameras.length === 0) return;
    const [from, to] = [Date.parse(first.start) - 1000, Date.parse(last.start) + 1000];
    const answer = await api.timeline({ cameras: cameras.slice(0, 64), from: new Date(from).toISOString(), to: new Date(to).toISOString(), resolution_ms: 500 });
    for (const line of answer.cameras) {
      const lane = new Lane();
      lane.take(line, from);
      for (const event of events) if (event.camera === line.camera) this.#lanes.set(event.id, lane);
    }
  }

  get #mostBars() {
    return Math.min(48, Math.max(7, Math.floor(this.clientWidth / barWidth)));
  }

  get #playable() {
    return this.#cameras.filter((camera) => camera.permissions.includes("play-recordings"));
  }

  get #mayAcknowledge() {
    return this.#cameras.some((camera) => camera.permissions.includes("record-by-hand"));
  }

  #release() {
    this.#events = [...this.#newer, ...this.#events];
    this.#newer = [];
    this.#render();
  }

  async #loadOlder() {
    const round = this.#round;
    this.#older.disabled = true;
    try {
      const page = await api.cameraEvents({ ...filterOf(this.#choice, serverNow()), limit: pageSize, cursor: this.#cursor });
      if (round !== this.#round) return;
      await this.#learnRecorded(page.items);
      const known = new Set(this.#events.map((event) => event.id));
      this.#events = [...this.#events, ...page.items.filter((event) => !known.has(event.id))];
      this.#cursor = page.next_cursor ?? null;
      this.#render();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#older.disabled = false;
    }
  }

  #render() {
    const now = serverNow();
    mark(this.#list, "data-view", this.#choice.view);
    this.#filters.show(this.#choice, this.#zone, this.#mayAcknowledge && this.#events.some((event) => !event.acknowledged_by));
    const ids = new Set(this.#events.map((event) => event.id));
    for (const [id, card] of this.#cards) {
      if (ids.has(id)) continue;
      card.remove();
      this.#cards.delete(id);
    }
    let place = this.#list.firstElementChild;
    for (const event of this.#events) {
      const card = this.#cards.get(event.id) ?? new EventCard();
      this.#cards.set(event.id, card);
      if (card === place) place = place.nextElementSibling;
      else this.#list.insertBefore(card, place);
      const camera = this.#cameras.find((one) => one.id === event.camera);
      card.show(event, {
        camera: camera?.name ?? event.camera,
        mayAcknowledge: camera?.permissions.includes("record-by-hand") ?? false,
        isRecorded: this.#lanes.get(event.id)?.isRecorded(Date.parse(event.start)) ?? false,
        zone: this.#zone,
        now,
      });
    }
    this.#more.hidden = this.#newer.length === 0;
    this.#older.hidden = this.#cursor === null;
    this.#empty.hidden = this.#events.length > 0;
    const isNarrow = addressOf({ ...this.#choice, view: "grid" }).toString() !== "";
    say(this.#empty, words(isNarrow ? "events.nothingChosen" : "events.nothingYet"));
  }

  /** @param {CameraEvent} event */
  #seen(event) {
    this.#events = this.#events.map((one) => (one.id === event.id ? event : one));
    this.#rounds?.now();
  }

  async #seeAll() {
    const ids = this.#events.filter((event) => !event.acknowledged_by).map((event) => event.id);
    if (ids.length === 0) return;
    try {
      await api.acknowledgeEvents(ids.slice(0, 1000));
      this.#begin();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const card = event.target instanceof Element ? event.target.closest("nj-event-card") : null;
    if (!(card instanceof EventCard) || event.ctrlKey || event.metaKey || event.altKey) return;
    const way = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const next = way === 1 ? card.nextElementSibling : way === -1 ? card.previousElementSibling : null;
    if (!(next instanceof EventCard)) return;
    event.preventDefault();
    next.focus();
  }

  /** @param {unknown} error */
  #fail(error) {
    say(this.#problem, error instanceof Error ? error.message : String(error));
  }
}

/** @param {Event} event */
const detailOf = (event) => /** @type {CustomEvent} */ (event).detail;

customElements.define("nj-events", EventsPlace);
