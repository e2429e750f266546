// @ts-check
// How much of what should be recorded is recorded, of each camera; and what is missing, and why.

import * as api from "./api.js";
import { make, mark } from "./dom.js";
import { length, minuteTime, percent, sentence } from "./format.js";
import { serverNow } from "./server-clock.js";
import { emptyWords, meter, moment } from "./system-bits.js";
import { Part } from "./system-part.js";
import { bucketsOf, firstOf, isLoss, reasonOf, shareOf, worstOf } from "./system-shares.js";
import { countOf, wordsOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {import("./types.js").Coverage} Coverage */
/** @typedef {import("./system-types.js").Gap} Gap */

const minute = 60_000;
const hour = 60 * minute;
/**
 * The times that are looked at, and how old an answer may be: of a month it costs more, and changes less. In ms.
 * @type {Record<string, {span: number, age: number}>}
 */
const ranges = {
  "24h": { span: 24 * hour, age: 0 },
  "7d": { span: 168 * hour, age: 5 * minute },
  "30d": { span: 720 * hour, age: 15 * minute },
};
const buckets = 120;
const worstTold = 10;

export class CoveragePart extends Part {
  #ranges = make("nav", { class: "parts small" });
  #list = make("div", { class: "cards" });
  /**
   * Cameras whose gaps are shown.
   * @type {Set<string>}
   */
  #open = new Set();
  /** @type {Map<string, {at: number, coverage: Coverage}>} by range and camera */ #known = new Map();

  /** @override */
  get period() {
    return minute;
  }

  /** @override */
  build() {
    mark(this.#ranges, "aria-label", words("system.coverage.range"));
    this.append(make("div", { class: "part-head" }, make("h3", {}, words("system.coverage.title")), this.#ranges), this.#list);
  }

  get #range() {
    const range = this.address.get("range") ?? "";
    return range in ranges ? range : "24h";
  }

  /** @override */
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
    await Promise.all(cameras.map((camera) => this.#ask(camera, range)));
    this.#render(cameras);
    // The others one after the other: nobody waits for them.
    for (const other of Object.keys(ranges)) for (const camera of cameras) if (other !== range) await this.#ask(camera, other);
    this.#render(cameras);
  }

  /** @param {Camera} camera @param {string} range */
  async #ask({ id }, range) {
    const { span, age } = ranges[range] ?? { span: 24 * hour, age: 0 };
    const key = `${range} ${id}`;
    const now = serverNow();
    if (now - (this.#known.get(key)?.at ?? 0) < age) return;
    const time = { camera: id, from: new Date(now - span).toISOString(), to: new Date(now).toISOString() };
    this.#known.set(key, { at: now, coverage: await api.coverage(time) });
  }

  /** @param {string} range @param {Camera} camera */
  #coverage(range, { id }) {
    return this.#known.get(`${range} ${id}`)?.coverage ?? null;
  }

  /** @param {Camera[]} cameras */
  #render(cameras) {
    const keep = document.activeElement?.closest("[data-camera]")?.getAttribute("data-camera");
    this.#list.replaceChildren(
      ...(cameras.length === 0 ? [emptyWords(words("system.coverage.empty"))] : []),
      ...cameras.map((camera) => this.#card(camera)),
    );
    const again = keep && this.#list.querySelector(`[data-camera="${CSS.escape(keep)}"] summary`);
    if (again instanceof HTMLElement) again.focus();
  }

  /** @param {Camera} camera */
  #card(camera) {
    const figures = Object.keys(ranges).map((range) => {
      const coverage = this.#coverage(range, camera);
      const share = coverage && shareOf(coverage);
      const name = wordsOf(`system.range.${range}`, range);
      return make(
        "div",
        { class: "figure", "data-range": range },
        make("span", { class: "muted" }, name),
        make("strong", {}, share === null ? "–" : percent(share)),
        meter(share ?? 0, `${camera.name}, ${name}`, toneOf(share)),
      );
    });
    const chosen = this.#coverage(this.#range, camera);
    const details = make("details", {}, make("summary", {}, chosen ? this.#sentence(chosen) : ""), gapList(camera, chosen));
    details.open = this.#open.has(camera.id);
    details.addEventListener("toggle", () => {
      if (details.open) this.#open.add(camera.id);
      else this.#open.delete(camera.id);
    });
    return make(
      "section",
      { class: "card", "data-camera": camera.id },
      make("h4", {}, make("a", { href: `#cameras?camera=${encodeURIComponent(camera.id)}` }, camera.name)),
      make("div", { class: "figures" }, ...figures),
      strip(chosen),
      details,
    );
  }

  /** @param {Coverage} coverage */
  #sentence(coverage) {
    const share = shareOf(coverage);
    const range = this.#rangeOf(coverage);
    if (share === null) return words("system.coverage.nothing", { range });
    const lost = coverage.gaps.filter(isLoss);
    const [worst] = worstOf(lost, 1);
    const recorded = words("system.coverage.recorded", { percent: percent(share), range });
    if (!worst) return `${recorded} ${words("system.coverage.no-gaps")}`;
    const longest = words("system.coverage.longest", { length: length(worst.missing_s), reason: reasonOf(worst) });
    return `${recorded} ${countOf("system.gaps", lost.length)}, ${longest}`;
  }

  /**
   * The time that is spoken of: of a camera that is newer than the range, since its first recording.
   * @param {Coverage} coverage
   */
  #rangeOf(coverage) {
    const first = firstOf(coverage);
    const [from, to] = [Date.parse(coverage.from), Date.parse(coverage.to)];
    if (first === null || first < from + (to - from) * 0.02) return wordsOf(`system.last.${this.#range}`, this.#range);
    return words("system.last.since", { length: length((to - first) / 1000), time: moment(new Date(first).toISOString()) });
  }
}

/**
 * The worst gaps, each with its place on the timeline.
 * @param {Camera} camera
 * @param {Coverage | null} coverage
 */
function gapList(camera, coverage) {
  const worst = worstOf((coverage?.gaps ?? []).filter(isLoss), worstTold);
  if (worst.length === 0) return emptyWords(words("system.coverage.no-gaps"));
  return make("ol", { class: "rows gap-list" }, ...worst.map((gap) => gapRow(camera, gap)));
}

/** @param {Camera} camera @param {Gap} gap */
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
 * @param {Coverage | null} coverage
 */
function strip(coverage) {
  const parts = (coverage ? bucketsOf(coverage, buckets) : []).map((share) => {
    const part = make("span");
    part.style.height = `${Math.round(share * 100)}%`;
    return part;
  });
  return make("div", { class: "strip", "aria-hidden": "true" }, ...parts);
}

customElements.define("nj-system-coverage", CoveragePart);
