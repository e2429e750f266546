// @ts-check
// What is wrong, in words; and how the machine, the program and its workers do.

import { cameras, health } from "./api.js";
import { make } from "./dom.js";
import { length, sentence, size } from "./format.js";
import { session } from "./session.js";
import { spokenHealth } from "./spoken.js";
import { hls, machine, restart, workers } from "./system-api.js";
import { button, card, confirmed, facts, meter, moment } from "./system-bits.js";
import { Part } from "./system-part.js";
import { words } from "./words.js";

/** @typedef {import("./system-types.js").Machine} Machine */
/** @typedef {import("./system-types.js").Workers} Workers */
/** @typedef {import("./system-types.js").HLSState} HLSState */

/** @param {number | null | undefined} value percent */
const percentOf = (value) => (value === null || value === undefined ? "–" : `${Math.round(value * 10) / 10} %`);
/** @param {number} share @returns {"good" | "fair" | "bad"} */
const toneOf = (share) => (share < 0.8 ? "good" : share < 0.93 ? "fair" : "bad");

export class HealthPart extends Part {
  #problems = make("div", { class: "troubles", role: "status" });
  #cards = make("div", { class: "cards" });
  #restart = button(words("system.health.restart"), () => void this.#askRestart());

  /** @override */
  get period() {
    return 5000;
  }

  /** @override */
  build() {
    const head = make("div", { class: "part-head" }, make("h3", {}, words("system.health.title")));
    if (session.may("manage-system")) head.append(this.#restart);
    this.append(head, this.#problems, this.#cards);
  }

  /** @override */
  async refresh() {
    const [state, host, busy, films, known] = await Promise.all([health(), machine(), workers(), hls(), cameras()]);
    const problems = "problems" in state ? spokenHealth(state.problems, known) : [];
    const told = problems.map((text) => make("p", { class: "trouble" }, text));
    this.#problems.replaceChildren(...(told.length > 0 ? told : [make("p", { class: "all-well" }, words("system.health.well"))]));
    this.#cards.replaceChildren(recorderCard(host), machineCard(host), ...host.disks.map(diskCard), liveCard(busy, films));
  }

  async #askRestart() {
    const question = {
      title: words("system.health.restart-sure"),
      words: words("system.health.restart-words"),
      yes: words("system.health.restart"),
    };
    if (await confirmed(question)) await this.act(this.#restart, restart, words("system.health.restarting"));
  }
}

/** @param {Machine} host */
function recorderCard({ versions, uptime_s: uptime, started_at: started, recorder, catalogue_bytes: catalogue, host_name: name }) {
  return card(
    words("system.health.recorder"),
    facts([
      [words("system.health.version"), versions.nightjar],
      [words("system.health.host"), name],
      [words("system.health.uptime"), `${length(uptime)} (${moment(started)})`],
      [words("system.health.processor"), words("system.health.of-one", { percent: percentOf(recorder?.percent) })],
      [words("system.health.memory"), recorder?.resident_bytes ? size(recorder.resident_bytes) : "–"],
      [words("system.health.catalogue"), catalogue ? size(catalogue) : "–"],
    ]),
  );
}

/** @param {Machine} host */
function machineCard({ versions, processors, memory, network }) {
  const busy = (processors.percent ?? 0) / 100;
  const full = memory ? 1 - memory.available / memory.total : 0;
  return card(
    words("system.health.machine"),
    meter(busy, words("system.health.processors"), toneOf(busy)),
    make("p", {}, words("system.health.busy", { percent: percentOf(processors.percent), count: processors.count })),
    meter(full, words("system.health.memory"), toneOf(full)),
    make("p", {}, memory ? words("system.health.memory-free", { free: size(memory.available), total: size(memory.total) }) : "–"),
    facts([
      [words("system.health.in"), `${size(network.received_bytes_per_second ?? 0)}/s`],
      [words("system.health.out"), `${size(network.sent_bytes_per_second ?? 0)}/s`],
      [words("system.health.system"), `${versions.system}, ${versions.kernel}`],
    ]),
  );
}

/** @param {import("./system-types.js").Disk} disk */
function diskCard(disk) {
  const share = disk.total > 0 ? disk.used / disk.total : 0;
  return card(
    words("system.health.disk", { name: disk.name }),
    meter(share, words("system.storage.used", { name: disk.name }), toneOf(share)),
    make("p", {}, words("system.storage.free", { free: size(disk.free), total: size(disk.total) })),
    ...(disk.read_only ? [make("p", { class: "trouble" }, words("system.health.read-only"))] : []),
  );
}

/** @param {Workers} busy @param {HLSState} films */
function liveCard(busy, films) {
  const confined = busy.confined === null || busy.confined === undefined
    ? words("system.workers.none")
    : busy.confined
    ? words("system.workers.confined")
    : words("system.workers.unconfined");
  return card(
    words("system.workers.title"),
    ...(busy.problem ? [make("p", { class: "trouble" }, sentence(busy.problem))] : []),
    facts([
      [words("system.workers.running"), `${busy.running} / ${busy.most}`],
      [words("system.workers.safety"), confined],
      [words("system.workers.restarts"), String(busy.restarts)],
      [words("system.workers.transcoded"), `${busy.transcoded.length} / ${busy.max_transcoded}`],
      [words("system.workers.hls"), `${films.streams} / ${films.max_streams}`],
    ]),
  );
}

customElements.define("nj-system-health", HealthPart);
