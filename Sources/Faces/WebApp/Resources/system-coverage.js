// @ts-check
// How much of what should be recorded is recorded, of each camera; and what is missing, and why.

import * as api from "./api.js";
import { make, mark } from "./dom.js";
import { length, minuteTime, percent, sentence } from "./format.js";
import { serverNow } from "./server-clock.js";
import { timeline } from "./system-api.js";
import { emptyWords, meter, moment } from "./system-bits.js";
import { firstOf, isLoss, reasonOf, shareOf, worstOf } from "./system-shares.js";
import { Part } from "./system-part.js";
import { countOf, wordsOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {import("./system-types.js").TimelineLine} TimelineLine */

const hour = 3_600_000;
/**
 * The times that are looked at, in ms.
 * @type {Record<string, number>}
 */
const ranges = { "24h": 24 * hour, "7d": 168 * hour, "30d": 720 * hour };
const buckets = 120;
const atOnce = 64;
const worstTold = 10;

export class CoveragePart extends Part {
  #ranges = make("nav", { class: "parts small" });
  #list = make("div", { class: "cards" });
  /**
   * Cameras whose gaps are shown.
   * @type {Set<string>}
   */
  #open = new Set();

  get period() {
    return 60_000;
  }

  build() {
    mark(this.#ranges, "aria-label", words("system.coverage.range"));
    this.append(make("div", { class: "part-head" }, make("h3", {}, words("system.coverage.title")), this.#ranges), this.#list);
  }

  get #range() {
    const range = this.address.get("range") ?? "";
    return range in ranges ? range : "24h";
  }

  async refresh() {
    const range = this.#range;
    this.#ranges.replaceChildren(...Object.keys(ranges).map((key) =>
      make(
        "a",
        { href: `#system?part=coverage&range=${key}`, "aria-current": key === range ? "page" : null },
        wordsOf(`system.range.${key}`, key),
      )
    ));
    const cameras = (await api.cameras()).filter((camera) => camera.permissions.includes("play-recordings"));
    const answers = await Promise.all(Object.entries(ranges).map(([key, span]) => this.#ask(key, span, cameras)));
    /** @type {Map<string, Map<string, TimelineLine>>} */
    const byRange = new Map(answers);
    if (range !== this.#range) return;
    const keep = document.activeElement?.closest("[data-camera]")?.getAttribute("data-camera");
    this.#list.replaceChildren(
      ...(cameras.length === 0 ? [emptyWords(words("system.coverage.empty"))] : []),
      ...cameras.map((camera) => this.#card(camera, byRange)),
    );
    const again = keep && this.#list.querySelector(`[data-camera="${CSS.escape(keep)}"] summary`);
    if (again instanceof HTMLElement) again.focus();
  }

  /** @param {string} key @param {number} span @param {Camera[]} cameras @returns {Promise<[string, Map<string, TimelineLine>]>} */
  async #ask(key, span, cameras) {
    const now = serverNow();
    const range = { from: new Date(now - span).toISOString(), to: new Date(now).toISOString(), buckets };
    /** @type {Map<string, TimelineLine>} */
    const lines = new Map();
    for (let at = 0; at < cameras.length; at += atOnce) {
      const ids = cameras.slice(at, at + atOnce).map((camera) => camera.id).join(",");
      for (const line of (await timeline({ ...range, cameras: ids })).cameras) lines.set(line.camera, line);
    }
    return [key, lines];
  }

  /** @param {Camera} camera @param {Map<string, Map<string, TimelineLine>>} byRange */
  #card(camera, byRange) {
    const shares = Object.entries(ranges).map(([key, span]) => {
      const line = byRange.get(key)?.get(camera.id);
      return { key, line, share: line ? shareOf(line, span) : null };
    });
    const chosen = shares.find(({ key }) => key === this.#range);
    const figures = shares.map(({ key, share }) =>
      make(
        "div",
        { class: "figure", "data-range": key },
        make("span", { class: "muted" }, wordsOf(`system.range.${key}`, key)),
        make("strong", {}, share === null ? "–" : percent(share)),
        meter(share ?? 0, `${camera.name}, ${wordsOf(`system.range.${key}`, key)}`, toneOf(share)),
      )
    );
    const gaps = make("div", { class: "gap-list" });
    const details = make("details", {}, make("summary", {}, this.#sentence(chosen?.line, chosen?.share ?? null)), gaps);
    details.open = this.#open.has(camera.id);
    details.addEventListener("toggle", () => {
      if (!details.open) return void this.#open.delete(camera.id);
      this.#open.add(camera.id);
      void this.#gaps(camera, gaps);
    });
    return make(
      "section",
      { class: "card", "data-camera": camera.id },
      make("h4", {}, make("a", { href: `#cameras?camera=${encodeURIComponent(camera.id)}` }, camera.name)),
      make("div", { class: "figures" }, ...figures),
      strip(chosen?.line),
      details,
    );
  }

  /** @param {TimelineLine | undefined} line @param {number | null} share */
  #sentence(line, share) {
    const range = line ? this.#rangeOf(line) : wordsOf(`system.last.${this.#range}`, this.#range);
    if (!line || share === null) return words("system.coverage.nothing", { range });
    const lost = line.gaps.filter(isLoss);
    const [worst] = worstOf(lost, 1);
    const recorded = words("system.coverage.recorded", { percent: percent(share), range });
    if (!worst) return `${recorded} ${words("system.coverage.no-gaps")}`;
    const longest = words("system.coverage.longest", { length: length(worst.missing_s), reason: reasonOf(worst) });
    return `${recorded} ${countOf("system.gaps", lost.length)}, ${longest}`;
  }

  /**
   * The time that is spoken of: of a camera that is newer than the range, since its first recording.
   * @param {TimelineLine} line
   */
  #rangeOf(line) {
    const span = ranges[this.#range] ?? 24 * hour;
    const first = firstOf(line);
    const now = serverNow();
    if (first === null || first < now - span * 0.98) return wordsOf(`system.last.${this.#range}`, this.#range);
    return words("system.last.since", { length: length((now - first) / 1000), time: moment(new Date(first).toISOString()) });
  }

  /**
   * The worst gaps, exactly.
   * @param {Camera} camera @param {HTMLElement} place
   */
  async #gaps(camera, place) {
    const now = serverNow();
    const span = ranges[this.#range] ?? 24 * hour;
    try {
      const range = { camera: camera.id, from: new Date(now - span).toISOString(), to: new Date(now).toISOString() };
      const worst = worstOf((await api.coverage(range)).gaps.filter(isLoss), worstTold);
      place.replaceChildren(
        worst.length === 0
          ? emptyWords(words("system.coverage.no-gaps"))
          : make("ol", { class: "rows" }, ...worst.map((gap) => gapRow(camera, gap))),
      );
    } catch (error) {
      place.replaceChildren(emptyWords(error instanceof Error ? error.message : String(error)));
    }
  }
}

/** @param {Camera} camera @param {import("./system-types.js").Gap} gap */
function gapRow(camera, gap) {
  const at = new URLSearchParams({ at: gap.start, cameras: camera.id });
  const times = `${moment(gap.start)}–${minuteTime(Date.parse(gap.end))}`;
  return make(
    "li",
    { class: "row" },
    make("a", { href: `#timeline?${at}` }, times),
    make("span", {}, length(gap.missing_s)),
    make("span", { class: "muted grow" }, sentence(reasonOf(gap))),
  );
}

/** @param {number | null} share @returns {"good" | "fair" | "bad" | "plain"} */
const toneOf = (share) => (share === null ? "plain" : share > 0.995 ? "good" : share > 0.9 ? "fair" : "bad");

/**
 * What is recorded of each part of the time, as a strip.
 * @param {TimelineLine | undefined} line
 */
function strip(line) {
  const parts = (line?.buckets ?? []).map((share) => {
    const part = make("span");
    part.style.height = `${Math.round(share * 100)}%`;
    return part;
  });
  return make("div", { class: "strip", "aria-hidden": "true" }, ...parts);
}

customElements.define("nj-system-coverage", CoveragePart);
