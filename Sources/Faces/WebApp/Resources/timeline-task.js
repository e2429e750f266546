// @ts-check
// The window in which what is selected is exported, protected or deleted: it says what that is before it is done, how far it is, and
// what came of it. "done" is told when something has changed.

import * as api from "./api.js";
import { make, say } from "./dom.js";
import { length, size } from "./format.js";
import { TimelineExport } from "./timeline-export.js";
import { ended, recordingsIn } from "./timeline-keeping.js";
import { lengthOf, second } from "./timeline-scale.js";
import { words } from "./words.js";

/** @typedef {import("./timeline-scale.js").View} View */
/** @typedef {import("./timeline-keeping.js").Found} Found */
/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {"export" | "protect" | "delete"} Kind */
/** @typedef {{kind: Kind, cameras: Camera[], others: Camera[], selection: View, when: string}} Task `when`: the stretch in words; `others` may be exported, too */

export class TimelineTask extends HTMLElement {
  /** @type {Task | null} */ #task = null;
  /** @type {Found | null} */ #found = null;
  /** @type {AbortController | null} */ #waiting = null;
  #job = "";
  #title = make("h2", { id: "timeline-task-title" });
  #what = make("p");
  #form = new TimelineExport();
  #bar = make("progress", { max: 1, value: 0, "aria-label": words("timeline.progress") });
  #status = make("p", { role: "status" });
  #problem = make("p", { class: "problem", role: "alert" });
  #file = make("a", { class: "download primary", "data-icon": "download" });
  #check = make("code", { class: "verify" });
  #close = make("button", { type: "button" }, words("timeline.cancel"));
  #undo = make("button", { type: "button", hidden: true }, words("timeline.undo"));
  #begin = make("button", { type: "submit", class: "primary" });
  #dialog = make(
    "dialog",
    { "aria-labelledby": "timeline-task-title" },
    make(
      "form",
      { method: "dialog" },
      this.#title,
      this.#what,
      this.#form,
      this.#bar,
      this.#status,
      this.#check,
      this.#problem,
      make("div", { class: "actions" }, make("span", { class: "spring" }), this.#close, this.#undo, this.#file, this.#begin),
    ),
  );

  connectedCallback() {
    if (this.firstChild) return;
    this.append(this.#dialog);
    this.#dialog.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#run();
    });
    this.#close.addEventListener("click", () => this.#leave());
    this.#form.addEventListener("changed", () => void this.#look());
    this.#undo.addEventListener("click", () => void this.#takeBack());
    this.#dialog.addEventListener("close", () => this.#waiting?.abort());
  }

  /** @param {Task} task */
  async ask(task) {
    this.#task = task;
    this.#found = null;
    this.#job = "";
    say(this.#title, words(`timeline.${task.kind}Title`));
    say(this.#begin, words(`timeline.${task.kind}Do`));
    say(this.#what, words("timeline.looking"));
    this.#show({ isAsking: true });
    this.#begin.classList.toggle("danger", task.kind === "delete");
    this.#begin.classList.toggle("filled", task.kind === "delete");
    this.#begin.classList.toggle("primary", task.kind !== "delete");
    if (task.kind === "export") this.#form.ask(task.others, task.cameras);
    if (!this.#dialog.open) this.#dialog.showModal();
    await this.#look();
  }

  #looks = 0;

  /** At what it is about; again when that is something else. */
  async #look() {
    const task = this.#task;
    if (!task) return;
    const number = (this.#looks += 1);
    this.#begin.disabled = true;
    try {
      if (task.kind === "export") task.cameras = this.#form.wish.cameras;
      const ids = task.cameras.map((camera) => camera.id);
      const found = await recordingsIn(ids, task.selection, task.kind === "delete" ? "inside" : "touching");
      if (this.#task !== task || number !== this.#looks) return;
      this.#found = found;
      say(this.#what, this.#sentence(task, found));
      this.#begin.disabled = found.all.length === 0;
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * Names what it is about.
   * @param {Task} task @param {Found} found
   */
  #sentence(task, found) {
    const about = {
      count: found.all.length,
      size: size(found.bytes),
      cameras: task.cameras.map((camera) => camera.name).join(", "),
      when: task.when,
      length: length(lengthOf(task.selection) / second),
    };
    if (task.cameras.length === 0) return words("timeline.noneChosen");
    if (found.all.length === 0) return words(task.kind === "delete" ? "timeline.nothingInside" : "timeline.nothingThere", about);
    if (task.kind === "export") return words(`timeline.exportWhat-${this.#form.wish.form}`, about);
    const more = found.isCut ? ` ${words("timeline.onlySome", about)}` : "";
    return words(`timeline.${task.kind}What`, about) + more;
  }

  async #run() {
    const [task, found] = [this.#task, this.#found];
    if (!task || !found) return;
    this.#show({ isRunning: true });
    try {
      if (task.kind === "export") await this.#export(task);
      else await this.#change(task, task.kind, found);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** @param {import("./types.js").Job} job */
  async #follow(job) {
    const waiting = new AbortController();
    this.#waiting = waiting;
    this.#job = job.id;
    const end = await ended(job, (now) => {
      this.#bar.value = now.progress;
      if (now.state === "running") say(this.#status, now.message);
    }, waiting.signal);
    this.#job = "";
    if (end.state === "failed") throw new Error(end.message);
    return waiting.signal.aborted || end.state !== "succeeded" ? null : end;
  }

  /** @param {Task} task */
  async #export(task) {
    const { form, reason, options } = this.#form.wish;
    const cameras = task.cameras.map((camera) => camera.id);
    const [from, to] = [new Date(task.selection.start).toISOString(), new Date(task.selection.end).toISOString()];
    const wanted = { cameras, from, to, form, ...options, ...(reason ? { reason } : {}) };
    const end = await this.#follow(await api.makeExport(wanted));
    if (!end) return;
    const made = await api.oneExport(end.result.export ?? "");
    this.#file.href = made.file_url;
    this.#file.download = `nightjar-export-${made.id}.zip`;
    say(this.#file, words("timeline.download", { size: size(made.bytes) }));
    say(this.#status, words("timeline.exportDone", { files: made.files }));
    say(this.#check, `nightjar verify nightjar-export-${made.id}.zip --key ${made.fingerprint}`);
    this.#show({ isDone: true, hasFile: true });
    this.#file.focus();
  }

  /** @param {Task} task @param {"protect" | "unprotect" | "delete"} action @param {Found} found */
  async #change(task, action, found) {
    const end = await this.#follow(await api.changeRecordings(action, found.all.map((recording) => recording.id)));
    if (!end) return;
    const done = Number(end.result.done ?? 0);
    const refused = Number(end.result.refused ?? 0);
    const more = refused > 0 ? ` ${words("timeline.refused", { count: refused })}` : "";
    say(this.#status, words(`timeline.${action}Done`, { count: done }) + more);
    this.#show({ isDone: true, canUndo: action === "protect" });
    this.#close.focus();
    this.dispatchEvent(new CustomEvent("done", { detail: task.kind }));
  }

  async #takeBack() {
    if (!this.#task || !this.#found) return;
    this.#show({ isRunning: true });
    try {
      await this.#change(this.#task, "unprotect", this.#found);
    } catch (error) {
      this.#fail(error);
    }
  }

  #leave() {
    // What nobody waits for any more is not made.
    if (this.#job !== "") void api.cancelJob(this.#job).catch(() => {});
    this.#task = null;
    this.#dialog.close();
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#show({ isDone: true });
    say(this.#status, "");
    say(this.#problem, error instanceof Error ? error.message : String(error));
  }

  /** @param {{isAsking?: boolean, isRunning?: boolean, isDone?: boolean, hasFile?: boolean, canUndo?: boolean}} what */
  #show({ isAsking = false, isRunning = false, isDone = false, hasFile = false, canUndo = false }) {
    say(this.#problem, "");
    this.#form.hidden = !isAsking || this.#task?.kind !== "export";
    this.#bar.hidden = !isRunning;
    this.#bar.value = 0;
    this.#status.hidden = isAsking;
    if (isRunning) say(this.#status, words("timeline.working"));
    this.#begin.hidden = !isAsking;
    this.#file.hidden = !hasFile;
    this.#check.hidden = !hasFile;
    this.#undo.hidden = !canUndo;
    say(this.#close, words(isDone ? "timeline.close" : "timeline.cancel"));
  }
}

customElements.define("nj-timeline-task", TimelineTask);
