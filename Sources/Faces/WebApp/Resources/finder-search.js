// @ts-check
// Looks for cameras in two ways at once: everyone in the network is asked who is a camera, and addresses are looked at one by one.

import { scan, search } from "./devices-api.js";

/** @typedef {import("./devices-types.js").FoundDevice} FoundDevice */
/** @typedef {import("./devices-types.js").ScanResult} ScanResult */

/** How long those who were asked may take to answer, s. */
const answerTime = 4;

/**
 * What was found.
 * @typedef {object} Finding
 * @property {string} key by which it is the same if it is found twice
 * @property {string} address to be given to the API; of one that has no ONVIF, of its stream
 * @property {string} place its host and port, for people
 * @property {"onvif" | "rtsp"} kind
 * @property {string} title its maker and model, as far as it says; else empty
 * @property {boolean} isLocked it asks for a password
 * @property {string} camera the id of the one that it is already; else empty
 */

export class FinderSearch {
  /** @type {Map<string, Finding>} */ findings = new Map();
  /** Addresses: so many are done with, of so many; 0 of 0: none are looked at. */
  progress = { done: 0, total: 0 };
  isRunning = false;
  /** @type {unknown} what went wrong; null: nothing */ problem = null;
  #changed;
  /** @type {AbortController | null} */ #end = null;

  /** @param {() => void} changed called when any of it is another */
  constructor(changed) {
    this.#changed = changed;
  }

  /**
   * What was found before stays. Without a range only everyone is asked.
   * @param {{range: string, ports: string, username: string, password: string}} wish
   */
  async run(wish) {
    this.stop();
    const end = new AbortController();
    this.#end = end;
    this.isRunning = true;
    this.problem = null;
    this.progress = { done: 0, total: 0 };
    this.#changed();
    const ways = [search(answerTime).then(({ items }) => items.forEach((device) => device.online && !end.signal.aborted && this.#found(device)))];
    if (wish.range) ways.push(scan(wish, end.signal, (name, data) => this.#step(name, data)));
    const ended = await Promise.allSettled(ways);
    if (this.#end !== end) return;
    this.isRunning = false;
    this.problem = ended.flatMap((one) => (one.status === "rejected" ? [one.reason] : []))[0] ?? null;
    this.#changed();
  }

  /** Nobody looks any more. */
  stop() {
    this.#end?.abort();
    this.#end = null;
    if (!this.isRunning) return;
    this.isRunning = false;
    this.#changed();
  }

  /** @param {string} name @param {any} data */
  #step(name, data) {
    if (name === "start") this.progress = { done: 0, total: data.total };
    else if (name === "progress") this.progress = { done: data.current, total: data.total };
    else if (name === "result") return this.#looked(data);
    this.#changed();
  }

  /** @param {FoundDevice} device */
  #found({ device_url: address, address: host, name, hardware, camera }) {
    const place = placeOf(address) || host;
    this.#take({ key: place, address, place, kind: "onvif", title: both(name, hardware), isLocked: false, camera: camera ?? "" });
  }

  /** @param {ScanResult} result */
  #looked(result) {
    const place = `${result.address.includes(":") ? `[${result.address}]` : result.address}:${result.port}`;
    const title = both(result.manufacturer ?? "", result.model ?? "");
    const isLocked = result.auth_required && (title === "" || Boolean(result.problem));
    const camera = result.camera ?? "";
    if (result.kind === "rtsp") return this.#take({ key: place, address: `rtsp://${place}/`, place, kind: "rtsp", title, isLocked, camera });
    this.#take({ key: place, address: result.device_url ?? place, place, kind: "onvif", title, isLocked, camera });
  }

  /**
   * What one way has told is not lost by what the other does not.
   * @param {Finding} finding
   */
  #take(finding) {
    const known = this.findings.get(finding.key);
    const isLocked = finding.isLocked || (known?.isLocked === true && finding.title === "");
    this.findings.set(finding.key, {
      ...finding,
      title: finding.title || known?.title || "",
      isLocked,
      camera: finding.camera || known?.camera || "",
    });
    this.#changed();
  }
}

/** @param {string} url @returns {string} "192.168.1.20:8000"; empty for what is no address */
function placeOf(url) {
  const [, host = "", port] = /^https?:..(\[[^\]]+\]|[^/:?]+)(?::(\d+))?/i.exec(url) ?? [];
  return host && `${host}:${port ?? (url.startsWith("https") ? 443 : 80)}`;
}

/** @param {string} one @param {string} other @returns {string} each word once */
const both = (one, other) => (one.includes(other) ? one : other.includes(one) ? other : `${one} ${other}`);
