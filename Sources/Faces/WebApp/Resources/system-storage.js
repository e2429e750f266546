// @ts-check
// What lies on the disks, how long the room lasts, and what would be deleted, and when.

import * as live from "./api.js";
import { make, say } from "./dom.js";
import { length, size } from "./format.js";
import { session } from "./session.js";
import { checkStorage, cleanUp, deletionPlan, storage, storageDays } from "./system-api.js";
import { button, card, choice, confirmed, emptyWords, facts, labelled, meter, moment, tag } from "./system-bits.js";
import { Part } from "./system-part.js";
import { planWords } from "./system-plan.js";
import { trendWords } from "./system-trends.js";
import { countOf, wordsOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./system-types.js").Storage} Storage */
/** @typedef {import("./system-types.js").StoredOn} StoredOn */
/** @typedef {import("./system-types.js").StoredOf} StoredOf */

const day = 86_400;
/** @type {Record<string, "good" | "fair" | "bad">} */
const tones = { normal: "good", warning: "fair", critical: "bad", emergency: "bad" };

export class StoragePart extends Part {
  #troubles = make("div", { class: "troubles" });
  #volumes = make("div", { class: "cards" });
  #cameras = make("div");
  #days = make("div", { class: "stack" });
  #plan = make("div", { class: "plan", role: "status" });
  /** @type {Map<string, string>} ids to names */ #names = new Map();

  /** @override */
  get period() {
    return 15_000;
  }

  /** @override */
  build() {
    this.append(
      make("div", { class: "part-head" }, make("h3", {}, words("system.storage.title"))),
      this.#troubles,
      this.#volumes,
      card(words("system.storage.cameras"), this.#cameras),
      card(words("system.trends"), this.#days),
      ...(session.may("manage-system") ? [this.#planCard(), this.#checkCard()] : []),
    );
  }

  /** @override */
  async refresh() {
    const [view, cameras, days] = await Promise.all([storage(), live.cameras(), storageDays()]);
    this.#names = new Map(cameras.map((camera) => [camera.id, camera.name]));
    // Of a volume that is too small its card tells, in the reader's language.
    const told = view.volumes.filter(({ forecast }) => forecast.too_small).map(({ warning }) => warning);
    const troubles = [...view.problems, ...view.warnings.filter((text) => !told.includes(text))];
    if (!view.cleanup_enabled) troubles.push(words("system.storage.no-cleanup"));
    this.#troubles.replaceChildren(...troubles.map((text) => make("p", { class: "trouble" }, text)));
    this.#volumes.replaceChildren(...view.volumes.map((volume) => this.#volume(volume)));
    this.#days.replaceChildren(...(days.items.length === 0 ? [emptyWords(words("system.storage.empty"))] : trendWords(days.items)));
    this.#cameras.replaceChildren(
      view.cameras.length === 0
        ? emptyWords(words("system.storage.empty"))
        : make("ul", { class: "rows" }, ...view.cameras.map((camera) => this.#camera(camera))),
    );
  }

  /** @param {StoredOn} volume */
  #volume(volume) {
    const { total_bytes: total, free_bytes: free, forecast } = volume;
    const used = total && free !== null && free !== undefined ? 1 - free / total : 0;
    const isTight = forecast.too_small && volume.pressure === "normal";
    const pressure = isTight
      ? tag(words("system.storage.too-small"), "fair")
      : tag(wordsOf(`system.pressure.${volume.pressure}`, volume.pressure), tones[volume.pressure]);
    /** @type {[string, string][]} */
    const pairs = [
      [words("system.storage.recordings"), `${size(volume.bytes)}, ${countOf("system.recordings", volume.recordings)}`],
      [words("system.storage.rate"), words("system.storage.a-day", { size: size(forecast.bytes_per_day) })],
    ];
    if (volume.protected.recordings > 0) {
      const { recordings, bytes } = volume.protected;
      pairs.push([words("system.storage.protected"), `${size(bytes)}, ${countOf("system.recordings", recordings)}`]);
    }
    if (volume.limit_bytes) pairs.push([words("system.storage.limit"), size(volume.limit_bytes)]);
    pairs.push([words("system.storage.floor"), size(volume.floor_bytes)]);
    const room = total && free !== null && free !== undefined
      ? words("system.storage.free", { free: size(free), total: size(total) })
      : words("system.storage.not-there");
    return card(
      volume.name,
      make("div", { class: "row-head" }, pressure),
      meter(used, words("system.storage.used", { name: volume.name }), tones[volume.pressure]),
      make("p", {}, room),
      make("p", { class: forecast.too_small ? "trouble" : "" }, forecastWords(volume)),
      facts(pairs),
    );
  }

  /** @param {StoredOf} camera */
  #camera(camera) {
    const name = this.#names.get(camera.id) ?? words("system.storage.removed", { id: camera.id });
    const kept = camera.retention_days > 0
      ? words("system.storage.kept", { days: camera.retention_days })
      : words("system.storage.kept-until-full");
    return make(
      "li",
      { class: "row", "data-camera": camera.id },
      make("strong", { class: "name" }, name),
      make("span", {}, size(camera.bytes)),
      make("span", {}, words("system.storage.a-day", { size: size(camera.bytes_per_day) })),
      make("span", { class: "muted grow" }, camera.oldest ? words("system.storage.since", { time: moment(camera.oldest) }) : ""),
      make("span", { class: "muted" }, kept),
    );
  }

  #planCard() {
    const hours = choice({ name: "hours" }, [
      ["24", words("system.range.24h")],
      ["168", words("system.range.7d")],
      ["720", words("system.range.30d")],
    ], "24");
    const show = button(words("system.plan.show"), () => void this.act(show, () => this.#showPlan(Number(hours.value))), "primary");
    const go = button(words("system.plan.now"), () => void this.#cleanUp(go), "danger");
    return card(
      words("system.plan.title"),
      make("p", { class: "muted" }, words("system.plan.hint")),
      make("div", { class: "form-row" }, labelled(words("system.plan.within"), hours), show, go),
      this.#plan,
    );
  }

  /** @param {number} hours */
  async #showPlan(hours) {
    say(this.#plan, words("system.asking"));
    try {
      this.#plan.replaceChildren(...planWords(await deletionPlan(hours), this.#names));
    } catch (error) {
      this.#plan.replaceChildren();
      throw error;
    }
  }

  /** @param {HTMLButtonElement} pressed */
  async #cleanUp(pressed) {
    let due;
    if (!await this.act(pressed, async () => (due = await deletionPlan(0)))) return;
    const plan = /** @type {import("./system-types.js").DeletionPlan} */ (/** @type {unknown} */ (due));
    const count = plan.totals.reduce((sum, each) => sum + each.recordings, 0);
    const bytes = plan.totals.reduce((sum, each) => sum + each.bytes, 0);
    if (count === 0) return this.note(words("system.plan.nothing-due"));
    if (!plan.cleanup_enabled) return this.note(words("system.storage.no-cleanup"));
    const what = `${countOf("system.recordings", count)}, ${size(bytes)}`;
    const yes = await confirmed({
      title: words("system.plan.sure"),
      words: words("system.plan.sure-words", { what }),
      yes: words("system.plan.delete", { what }),
    });
    if (!yes) return;
    await this.act(pressed, async () => {
      const gone = await cleanUp();
      this.note(words("system.plan.gone", { what: `${countOf("system.recordings", gone.recordings)}, ${size(gone.bytes)}` }));
    });
  }

  #checkCard() {
    const begin = (/** @type {boolean} */ repair) => async () => {
      await checkStorage(repair);
      location.hash = "#system?part=jobs";
    };
    const look = button(words("system.check.look"), () => void this.act(look, begin(false)));
    const mend = button(words("system.check.mend"), () => void this.act(mend, begin(true)));
    return card(
      words("system.check.title"),
      make("p", { class: "muted" }, words("system.check.hint")),
      make("div", { class: "form-row" }, look, mend),
    );
  }
}

/**
 * How long the room lasts.
 * @param {StoredOn} volume
 */
function forecastWords({ forecast }) {
  if (forecast.bytes_per_day === 0) return words("system.forecast.nothing");
  const holds = forecast.days === null || forecast.days === undefined ? "" : length(forecast.days * day);
  const parts = holds ? [words("system.forecast.holds", { days: holds })] : [];
  if (forecast.promised_days) parts.push(words("system.forecast.promised", { days: length(forecast.promised_days * day) }));
  if (forecast.too_small) parts.push(words("system.forecast.too-small"));
  else if (forecast.full_at) parts.push(words("system.forecast.full", { time: moment(forecast.full_at) }));
  return parts.join(" ");
}

customElements.define("nj-system-storage", StoragePart);
