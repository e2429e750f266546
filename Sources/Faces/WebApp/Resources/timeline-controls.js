// @ts-check
// The row below the pictures: play, steps, speed, the moment, live. Every key has its button here. It tells "act" with a name.

import { iconButton, make, mark, say } from "./dom.js";
import { speeds } from "./timeline-clock.js";
import { words } from "./words.js";

/** @typedef {import("./timeline-clock.js").Clock} Clock */
/** @typedef {import("./timeline-time.js").Zone} Zone */
/**
 * @typedef {"play" | "backwards" | "frame-back" | "frame-on" | "event-back" | "event-on" | "zoom-in" | "zoom-out" | "live"} Simple
 * @typedef {Simple | "select" | "keys" | "full" | "jump" | "speed"} Act
 */

export class TimelineControls extends HTMLElement {
  #play = iconButton("play", words("timeline.play"), () => this.#tell("play"));
  #backwards = iconButton("backwards", words("timeline.backwards"), () => this.#tell("backwards"));
  #speed = make("select", { class: "speed", "aria-label": words("timeline.speed") }, ...speeds.map((speed) => make("option", { value: speed }, `${speed}×`)));
  #jump = make("input", { class: "jump", "aria-label": words("timeline.jump"), placeholder: words("timeline.jumpExample"), autocomplete: "off", spellcheck: "false" });
  #day = make("span", { class: "day-name" });
  #time = make("time", { class: "exact-time" });
  #zone = make("span", { class: "zone-name muted" });
  #go = make("button", { type: "button", class: "moment", title: words("timeline.jump") }, this.#day, this.#time, this.#zone);
  #live = make("button", { type: "button", class: "live-button", title: words("timeline.live") }, make("span", { class: "dot", "aria-hidden": "true" }), words("timeline.liveShort"));
  #select = iconButton("select", words("timeline.select"), () => this.#tell("select"));

  connectedCallback() {
    if (this.firstChild) return;
    this.setAttribute("role", "toolbar");
    this.setAttribute("aria-label", words("timeline.controls"));
    const button = (/** @type {string} */ icon, /** @type {string} */ label, /** @type {Act} */ act) => iconButton(icon, label, () => this.#tell(act));
    this.append(
      make("div", { class: "group" }, this.#go, this.#jump, this.#live),
      make(
        "div",
        { class: "group main" },
        button("event-back", words("timeline.eventBack"), "event-back"),
        button("frame-back", words("timeline.frameBack"), "frame-back"),
        this.#backwards,
        this.#play,
        button("frame-on", words("timeline.frameOn"), "frame-on"),
        button("event-on", words("timeline.eventOn"), "event-on"),
        this.#speed,
      ),
      make(
        "div",
        { class: "group" },
        this.#select,
        button("zoom-out", words("timeline.zoomOut"), "zoom-out"),
        button("zoom-in", words("timeline.zoomIn"), "zoom-in"),
        button("full", words("timeline.full"), "full"),
        button("keys", words("timeline.keys"), "keys"),
      ),
    );
    this.#play.classList.add("play");
    mark(this.#select, "aria-pressed", "false");
    mark(this.#backwards, "aria-pressed", "false");
    this.#jump.hidden = true;
    this.#live.addEventListener("click", () => this.#tell("live"));
    this.#go.addEventListener("click", () => this.askForMoment());
    this.#speed.addEventListener("change", () => this.#tell("speed", Number(this.#speed.value)));
    this.#jump.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") this.#jumped(true);
      if (event.key === "Escape") this.#jumped(false);
    });
    this.#jump.addEventListener("blur", () => this.#jumped(false));
  }

  /**
   * The moment becomes a field.
   * @param {string} [text] that was not understood; left out: the moment itself, to be changed
   */
  askForMoment(text) {
    this.#jump.value = text ?? this.#jump.dataset.now ?? "";
    mark(this.#jump, "aria-invalid", String(text !== undefined));
    this.#jump.hidden = false;
    this.#go.hidden = true;
    this.#jump.focus();
    this.#jump.select();
  }

  /** @param {boolean} isMeant */
  #jumped(isMeant) {
    if (this.#jump.hidden) return;
    const { value } = this.#jump;
    this.#jump.hidden = true;
    this.#go.hidden = false;
    this.#go.focus();
    if (isMeant) this.#tell("jump", value);
  }

  /** @param {Clock} clock @param {Zone} zone @param {boolean} isSelecting @param {boolean} isOwnZone */
  show(clock, zone, isSelecting, isOwnZone) {
    mark(this.#play, "data-icon", clock.isPlaying ? "pause" : "play");
    const label = words(clock.isPlaying ? "timeline.pause" : "timeline.play");
    mark(this.#play, "aria-label", label);
    this.#play.title = label;
    mark(this.#backwards, "aria-pressed", String(clock.isBackwards));
    mark(this.#select, "aria-pressed", String(isSelecting));
    mark(this.#live, "aria-pressed", String(clock.isLive));
    if (document.activeElement !== this.#speed) this.#speed.value = String(clock.speed);
    say(this.#day, zone.day(clock.time, clock.now));
    say(this.#time, clock.isLive ? zone.clock(clock.time) : zone.exact(clock.time));
    this.#time.dateTime = new Date(clock.time).toISOString();
    say(this.#zone, isOwnZone ? "" : zone.name);
    this.#jump.dataset.now = zone.field(clock.time).replace("T", " ").replace(/\.000$/, "");
  }

  /** @param {Act} act @param {unknown} [value] */
  #tell(act, value) {
    this.dispatchEvent(new CustomEvent("act", { detail: { act, value } }));
  }
}

customElements.define("nj-timeline-controls", TimelineControls);
