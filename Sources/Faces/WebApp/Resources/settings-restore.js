// @ts-check
// Putting a backup back: first what that would change, then the change, then the restart that it needs.

import { make } from "./dom.js";
import { restoreBackup } from "./settings-api.js";
import { formOf, passwordInput } from "./settings-forms.js";
import { restart } from "./system-api.js";
import { button, card, labelled, moment } from "./system-bits.js";
import { words } from "./words.js";

/** @typedef {import("./settings-types.js").Backup} Backup */
/** @typedef {import("./settings-types.js").RestoreReport} RestoreReport */
/** @typedef {import("./settings-types.js").RestoredPart} RestoredPart */

const parts = /** @type {const} */ (["settings", "cameras", "volumes", "users", "api_keys"]);
const named = 12;

export class RestoreForm {
  #backup;
  #leave;
  #passphrase = passwordInput("off", "passphrase");
  #report = make("div", { class: "stack", role: "status" });
  element;

  /** @param {Backup} backup @param {() => void} leave */
  constructor(backup, leave) {
    this.#backup = backup;
    this.#leave = leave;
    const form = formOf(
      { "data-form": "restore" },
      [labelled(words("settings.backups.passphrase"), this.#passphrase, words("settings.restore.hint"))],
      words("settings.restore.look"),
      () => this.#look(),
      button(words("settings.cancel"), () => this.#leave()),
    );
    this.element = card(words("settings.restore.title", { time: moment(backup.created_at) }), form, this.#report);
  }

  focus() {
    this.#passphrase.focus();
  }

  async #look() {
    const report = await restoreBackup(this.#backup.name, { passphrase: this.#passphrase.value, dry_run: true });
    const passphrase = this.#passphrase.value;
    const go = formOf({ "data-form": "restore-now" }, [], words("settings.restore.now"), async () => {
      const done = await restoreBackup(this.#backup.name, { passphrase, dry_run: false });
      this.#report.replaceChildren(make("strong", {}, words("settings.restore.done")), ...reportWords(done));
      if (done.needs_restart) this.#report.append(this.#restart());
    });
    this.#report.replaceChildren(make("strong", {}, words("settings.restore.would")), ...reportWords(report), go);
  }

  #restart() {
    const why = make("p", {}, words("settings.restore.restart"));
    return formOf({ "data-form": "restart" }, [why], words("system.health.restart"), restart);
  }
}

/** @param {RestoreReport} report @returns {Node[]} */
function reportWords(report) {
  const lines = parts.map((part) => {
    const name = make("strong", { class: "name" }, words(`settings.restore.${part}`));
    return make("li", { class: "row", "data-part": part }, name, make("span", { class: "grow" }, changes(report[part])));
  });
  return [make("ul", { class: "rows" }, ...lines), ...report.notes.map((note) => make("p", { class: "muted" }, note))];
}

/** @param {RestoredPart} part */
function changes({ added, changed, removed, left }) {
  const told = [];
  if (added.length > 0) told.push(words("settings.restore.added", { names: some(added) }));
  if (changed.length > 0) told.push(words("settings.restore.changed", { names: some(changed) }));
  if (removed.length > 0) told.push(words("settings.restore.removed", { names: some(removed) }));
  return told.length > 0 ? told.join(" ") : words("settings.restore.same", { count: left });
}

/** @param {string[]} names */
const some = (names) => names.slice(0, named).join(", ") + (names.length > named ? ` (+${names.length - named})` : "");
