// @ts-check
// Long work: how far it is, what came of it, and a way to stop it.

import { make, mark, say } from "./dom.js";
import { length, size } from "./format.js";
import { serverNow } from "./server-clock.js";
import { cancelJob, exportAddress, forgetJob, jobs } from "./system-api.js";
import { button, download, emptyWords, moment, tag } from "./system-bits.js";
import { Part } from "./system-part.js";
import { wordsOf } from "./system-words.js";
import { language, words } from "./words.js";

/** @typedef {import("./system-types.js").Job} Job */

/** @type {Record<string, "good" | "fair" | "bad" | "plain">} */
const tones = { succeeded: "good", failed: "bad", cancelled: "fair" };

const kindOf = (/** @type {Job} */ job) => wordsOf(`system.job.${job.kind}`, job.kind);

export class JobsPart extends Part {
  #list = make("ul", { class: "cards" });
  #empty = emptyWords(words("system.jobs.empty"));
  /**
   * Rows keep their place and their focus while they change.
   * @type {Map<string, JobRow>}
   */
  #rows = new Map();

  /** @override */
  get period() {
    return 2000;
  }

  /** @override */
  build() {
    this.append(make("div", { class: "part-head" }, make("h3", {}, words("system.jobs.title"))), this.#empty, this.#list);
  }

  /** @override */
  async refresh() {
    const { items } = await jobs();
    this.#empty.hidden = items.length > 0;
    const gone = new Set(this.#rows.keys());
    items.forEach((job, index) => {
      gone.delete(job.id);
      let row = this.#rows.get(job.id);
      if (!row) {
        row = new JobRow(job.id, (pressed, work) => void this.act(pressed, work));
        this.#rows.set(job.id, row);
      }
      row.show(job);
      if (this.#list.children[index] !== row.element) this.#list.insertBefore(row.element, this.#list.children[index] ?? null);
    });
    for (const id of gone) {
      this.#rows.get(id)?.element.remove();
      this.#rows.delete(id);
    }
  }
}

class JobRow {
  #title = make("strong", { class: "name" });
  #state = tag("");
  #progress = make("progress", { max: 1 });
  #message = make("p");
  #when = make("p", { class: "muted" });
  #result = make("p", { class: "muted" });
  /** Of an export: what it has made. */
  #film = download("", "", words("system.download"));
  #stop;
  #forget;
  /** @type {HTMLElement} */ element;

  /** @param {string} id @param {(pressed: HTMLButtonElement, work: () => Promise<unknown>) => void} act */
  constructor(id, act) {
    this.#stop = button(words("system.jobs.cancel"), () => act(this.#stop, () => cancelJob(id)));
    this.#forget = button(words("system.jobs.forget"), () => act(this.#forget, () => forgetJob(id)));
    this.element = make(
      "li",
      { class: "card", "data-job": id },
      make("div", { class: "row-head" }, this.#title, this.#state),
      this.#progress,
      this.#message,
      this.#result,
      this.#when,
      make("div", { class: "actions" }, this.#film, this.#stop, this.#forget),
    );
  }

  /** @param {Job} job */
  show(job) {
    const isOver = job.ended_at !== null && job.ended_at !== undefined;
    mark(this.element, "data-state", job.state);
    say(this.#title, kindOf(job));
    say(this.#state, job.cancelling && !isOver ? words("system.jobs.cancelling") : wordsOf(`system.jobs.${job.state}`, job.state));
    mark(this.#state, "data-tone", tones[job.state] ?? "plain");
    this.#progress.hidden = isOver;
    mark(this.#progress, "aria-label", kindOf(job));
    if (job.progress > 0) this.#progress.value = job.progress;
    else this.#progress.removeAttribute("value");
    // The recorder tells in English; of what has ended well the result says as much.
    say(this.#message, job.state === "succeeded" && language !== "en" ? "" : job.message);
    say(this.#result, resultOf(job));
    const { export: made } = job.result;
    this.#film.hidden = job.state !== "succeeded" || !made;
    if (made) mark(this.#film, "href", exportAddress(made));
    this.#stop.hidden = isOver || job.cancelling;
    this.#forget.hidden = !isOver;
    say(this.#when, whenOf(job, isOver));
  }
}

/** Ids are for programs. */
const untold = new Set(["export", "backup"]);

/**
 * What came of it.
 * @param {Job} job
 */
function resultOf({ result }) {
  const told = Object.entries(result).filter(([name]) => !untold.has(name)).sort(([one], [other]) => (one < other ? -1 : 1));
  return told.map(([name, value]) => {
    const text = name === "bytes" && Number.isFinite(Number(value)) ? size(Number(value)) : value;
    return `${wordsOf(`system.result.${name}`, name)}: ${text}`;
  }).join(" · ");
}

/** @param {Job} job @param {boolean} isOver */
function whenOf(job, isOver) {
  const began = Date.parse(job.started_at ?? job.created_at);
  const values = {
    who: job.requester,
    time: moment(job.started_at ?? job.created_at),
    length: length(((isOver ? Date.parse(job.ended_at ?? "") : serverNow()) - began) / 1000),
  };
  return isOver ? words("system.jobs.took", values) : words("system.jobs.since", values);
}

customElements.define("nj-system-jobs", JobsPart);
