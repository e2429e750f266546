// @ts-check
// Backups of the configuration: made, kept elsewhere, taken in, and put back; what that would change is shown first.

import { make } from "./dom.js";
import { size } from "./format.js";
import { backupAddress, backups, makeBackup, removeBackup, settings, uploadBackup } from "./settings-api.js";
import { formOf, passwordInput } from "./settings-forms.js";
import { settingsCard } from "./settings-recorder.js";
import { RestoreForm } from "./settings-restore.js";
import { button, card, confirmed, download, emptyWords, labelled, moment, tag } from "./system-bits.js";
import { Part } from "./system-part.js";
import { wordsOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./settings-types.js").Backup} Backup */

export class BackupsPart extends Part {
  #list = make("div");
  #restore = make("div");
  #schedule = make("div");

  /** @override */
  build() {
    this.append(
      make("div", { class: "part-head" }, make("h3", {}, words("settings.backups.title"))),
      make("p", { class: "muted" }, words("settings.backups.hint")),
      this.#restore,
      this.#list,
      make("div", { class: "cards" }, this.#newCard(), this.#uploadCard()),
      this.#schedule,
    );
  }

  /** @override */
  async refresh() {
    const { items } = await backups();
    this.#list.replaceChildren(
      items.length === 0
        ? emptyWords(words("settings.backups.empty"))
        : make("ul", { class: "rows" }, ...items.map((backup) => this.#row(backup))),
    );
    if (this.#schedule.childElementCount > 0) return;
    const scheduled = (await settings("backup")).items.filter((setting) => setting.in_use);
    this.#schedule.replaceChildren(settingsCard("backup", scheduled, (text) => this.note(text)));
  }

  /** @param {Backup} backup */
  #row(backup) {
    const restore = button(words("settings.backups.restore"), () => this.#open(backup));
    const remove = button(words("settings.remove"), () => void this.#remove(remove, backup), "danger");
    const { counts } = backup;
    const what = counts
      ? words("settings.backups.counts", { cameras: counts.cameras, users: counts.users, keys: counts.api_keys, settings: counts.settings })
      : "";
    return make(
      "li",
      { class: "row", "data-backup": backup.name },
      make("strong", { class: "name" }, moment(backup.created_at)),
      tag(wordsOf(`settings.backups.${backup.origin}`, backup.origin)),
      make("span", {}, size(backup.bytes)),
      make("span", { class: "muted grow" }, [backup.note, what].filter(Boolean).join(" · ")),
      ...(backup.fault ? [tag(backup.fault, "bad")] : []),
      ...(backup.missing.length > 0 ? [tag(words("settings.backups.missing", { what: backup.missing.join(", ") }), "fair")] : []),
      make("span", { class: "row-actions" }, download(backupAddress(backup.name), backup.name), restore, remove),
    );
  }

  #newCard() {
    const passphrase = passwordInput("new-password", "passphrase");
    const note = make("input", { name: "note", maxlength: 200, autocomplete: "off" });
    return card(
      words("settings.backups.new"),
      formOf(
        { "data-form": "backup" },
        [
          labelled(words("settings.backups.passphrase"), passphrase, words("settings.backups.passphrase-hint")),
          labelled(words("settings.backups.note"), note),
        ],
        words("settings.backups.make"),
        async (form) => {
          await makeBackup({ passphrase: passphrase.value, ...(note.value.trim() ? { note: note.value.trim() } : {}) });
          form.reset();
          this.note(words("settings.backups.made"));
          this.again();
        },
      ),
    );
  }

  #uploadCard() {
    const file = make("input", { name: "file", type: "file", required: true });
    return card(
      words("settings.backups.upload"),
      formOf(
        { "data-form": "upload" },
        [labelled(words("settings.backups.file"), file, words("settings.backups.upload-hint"))],
        words("settings.backups.take-in"),
        async (form) => {
          const chosen = file.files?.[0];
          if (!chosen) return;
          await uploadBackup(chosen);
          form.reset();
          this.note(words("settings.backups.taken-in"));
          this.again();
        },
      ),
    );
  }

  /** @param {Backup} backup */
  #open(backup) {
    const form = new RestoreForm(backup, () => this.#restore.replaceChildren());
    this.#restore.replaceChildren(form.element);
    this.#restore.scrollIntoView({ block: "nearest" });
    form.focus();
  }

  /** @param {HTMLButtonElement} pressed @param {Backup} backup */
  async #remove(pressed, backup) {
    const question = {
      title: words("settings.backups.sure"),
      words: words("settings.backups.sure-words", { time: moment(backup.created_at), size: size(backup.bytes) }),
      yes: words("settings.backups.delete"),
    };
    if (await confirmed(question)) await this.act(pressed, () => removeBackup(backup.name), words("settings.backups.removed"));
  }
}

customElements.define("nj-settings-backups", BackupsPart);
