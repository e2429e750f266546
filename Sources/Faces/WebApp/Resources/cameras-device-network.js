// @ts-check
// How a camera is in its network. It is asked when somebody opens the card, and nothing is changed that may cut it off without
// saying so.

import { ProblemError } from "./api.js";
import { deviceNetwork, setDeviceNetwork } from "./devices-api.js";
import { make } from "./dom.js";
import { numberInput, numberOf } from "./cameras-forms.js";
import { formOf } from "./settings-forms.js";
import { card, check, checkbox, confirmed, facts, labelled } from "./system-bits.js";
import { words } from "./words.js";

/** @typedef {import("./devices-types.js").DeviceNetwork} DeviceNetwork */
/** @typedef {import("./devices-types.js").NetworkInterface} NetworkInterface */
/** @typedef {import("./devices-types.js").NetworkServers} NetworkServers */
/** @typedef {import("./system-part.js").Part} Part */

const plain = { autocomplete: "off", autocapitalize: "off", spellcheck: "false" };

export class DeviceNetworkCard {
  #part;
  #id;
  #box = make("div", { class: "stack" });
  #details = make("details", { "data-part": "network" }, make("summary", {}, words("device.network-open")), this.#box);
  element = card(words("device.network"), this.#details);

  /** @param {Part} part @param {string} id of the camera */
  constructor(part, id) {
    this.#part = part;
    this.#id = id;
    this.#details.addEventListener("toggle", () => {
      if (this.#details.open) void this.#ask();
    });
  }

  async #ask() {
    this.#box.replaceChildren(make("p", { class: "muted", role: "status" }, words("device.asking")));
    const done = await this.#part.act(null, async () => this.#show(await deviceNetwork(this.#id)));
    if (!done) this.#details.open = false;
  }

  /** @param {DeviceNetwork} network */
  #show(network) {
    const open = network.protocols.filter(({ enabled }) => enabled).map(({ name, ports }) => `${name} ${ports.join(", ")}`).join("; ");
    const [first] = network.interfaces;
    /** @type {[string, string][]} */
    const pairs = [
      [words("device.host"), network.hostname ?? ""],
      [words("device.mac"), network.interfaces.map(({ mac }) => mac).filter(Boolean).join(", ")],
      [words("device.ipv6"), network.interfaces.flatMap(({ ipv6 }) => ipv6).join(", ")],
      [words("device.open-ports"), open],
    ];
    this.#box.replaceChildren(facts(pairs.filter(([, value]) => value !== "")), this.#form(network, first));
  }

  /** @param {DeviceNetwork} network @param {NetworkInterface | undefined} first */
  #form(network, first) {
    const dhcp = checkbox("interface.dhcp", first?.dhcp ?? false);
    const address = text("interface.address", first?.address ?? "", "192.168.1.20");
    const prefix = numberInput("interface.prefix", first?.prefix ?? null, { min: 1, max: 30 });
    const gateway = text("gateway", network.gateways[0] ?? "", "192.168.1.1");
    const fixed = make("div", { class: "fields" }, labelled(words("device.ip"), address), labelled(words("device.prefix"), prefix, words("device.prefix-hint")));
    const turn = () => (fixed.hidden = dhcp.checked);
    dhcp.addEventListener("change", turn);
    turn();
    const dns = new Servers("dns", network.dns);
    const ntp = new Servers("ntp", network.ntp);
    return formOf(
      { "data-form": "device-network" },
      [
        ...(first ? [check(words("device.dhcp"), dhcp), fixed] : []),
        labelled(words("device.gateway"), gateway),
        ...(network.dns ? dns.fields(words("device.dns"), words("device.dns-dhcp")) : []),
        ...(network.ntp ? ntp.fields(words("device.ntp"), words("device.ntp-dhcp")) : []),
        make("p", { class: "muted" }, words("device.network-hint")),
      ],
      words("settings.save"),
      () => {
        /** @type {Record<string, unknown>} */
        const change = {};
        const wanted = { dhcp: dhcp.checked, ...(dhcp.checked ? {} : { address: address.value.trim() || null, prefix: numberOf(prefix) }) };
        const before = { dhcp: first?.dhcp, ...(dhcp.checked ? {} : { address: first?.address ?? null, prefix: first?.prefix ?? null }) };
        if (first && JSON.stringify(wanted) !== JSON.stringify(before)) change.interface = { token: first.token, ...wanted };
        if (gateway.value.trim() && gateway.value.trim() !== (network.gateways[0] ?? "")) change.gateway = gateway.value.trim();
        if (dns.isChanged) change.dns = dns.value;
        if (ntp.isChanged) change.ntp = ntp.value;
        return this.#save(change);
      },
    );
  }

  /** @param {Record<string, unknown>} change */
  async #save(change) {
    if (Object.keys(change).length === 0) return this.#part.note(words("settings.nothing-changed"));
    const answer = await this.#send(change);
    if (!answer) return;
    this.#part.note(words(answer.reboot_needed ? "device.network-reboot" : "settings.saved"));
    // At its new address it may not be found at once, or at all.
    if (!change.interface) await this.#ask();
  }

  /**
   * What may cut the camera off is asked about first.
   * @param {Record<string, unknown>} change @returns {Promise<{reboot_needed: boolean} | null>}
   */
  async #send(change) {
    try {
      return await setDeviceNetwork(this.#id, change);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 409) throw error;
      const question = { title: words("device.network-confirm-title"), words: `${error.message} ${words("device.network-confirm-words")}`, yes: words("device.network-confirm-yes") };
      return await confirmed(question) ? setDeviceNetwork(this.#id, { ...change, confirm: true }) : null;
    }
  }
}

/** Servers of one kind: told by DHCP, or by hand. */
class Servers {
  #before;
  #dhcp;
  #servers;

  /** @param {string} name @param {NetworkServers | null | undefined} servers */
  constructor(name, servers) {
    this.#before = { dhcp: servers?.dhcp ?? false, servers: servers?.servers ?? [] };
    this.#dhcp = checkbox(`${name}.dhcp`, this.#before.dhcp);
    this.#servers = text(`${name}.servers`, this.#before.servers.join(", "), "192.168.1.1, 192.168.1.2");
  }

  get value() {
    return { dhcp: this.#dhcp.checked, servers: this.#dhcp.checked ? [] : this.#servers.value.split(/[\s,;]+/).filter(Boolean) };
  }

  get isChanged() {
    const { dhcp, servers } = this.value;
    return dhcp !== this.#before.dhcp || (!dhcp && servers.join() !== this.#before.servers.join());
  }

  /** @param {string} label @param {string} byDHCP */
  fields(label, byDHCP) {
    const line = labelled(label, this.#servers);
    const turn = () => (line.hidden = this.#dhcp.checked);
    this.#dhcp.addEventListener("change", turn);
    turn();
    return [check(byDHCP, this.#dhcp), line];
  }
}

/** @param {string} name @param {string} value @param {string} placeholder */
function text(name, value, placeholder) {
  const input = make("input", { ...plain, name, maxlength: 253, placeholder });
  input.value = value;
  return input;
}
