// @ts-check
// Small pictures of what was recorded, for whoever scrubs: what is here already is given at once, what is not is fetched.

import { second } from "./timeline-scale.js";

/** @typedef {import("./types.js").StoryboardSheet} StoryboardSheet */
/** @typedef {{at: number, blob: Blob}} Tile */

/**
 * @typedef {object} Source
 * @property {(camera: string, asked: {from: string, to: string, interval_s: number}) => Promise<import("./types.js").Storyboard>} storyboard
 * @property {(address: string) => Promise<Response>} media
 */

/** Sheets are listed by so many at once. */
const block = 20;
const tilesOfSheet = 30;
const mostSheets = 160;
const mostAtOnce = 2;
const growsEvery = 10 * second;
const restAfterFailure = 60 * second;

/**
 * The parts of a sheet. Each says how long it is, so nobody looks for the boundary.
 * @param {Uint8Array} bytes @returns {Tile[]}
 */
export function tilesOf(bytes) {
  const reader = new TextDecoder("latin1");
  /** @type {Tile[]} */
  const tiles = [];
  let at = 0;
  while (at < bytes.length) {
    let end = at;
    while (end + 3 < bytes.length && !(bytes[end] === 13 && bytes[end + 1] === 10 && bytes[end + 2] === 13 && bytes[end + 3] === 10)) end += 1;
    if (end + 3 >= bytes.length) break;
    const head = reader.decode(bytes.subarray(at, end));
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? Number.NaN);
    const time = Date.parse(/^nightjar-picture-time: *(\S+)/im.exec(head)?.[1] ?? "");
    const start = end + 4;
    if (!(length > 0) || start + length > bytes.length) break;
    if (!Number.isNaN(time)) tiles.push({ at: time, blob: new Blob([bytes.slice(start, start + length)], { type: "image/jpeg" }) });
    at = start + length + 2;
  }
  return tiles.sort((one, other) => one.at - other.at);
}

/** Says "loaded" when there are more pictures. */
export class Storyboards extends EventTarget {
  /**
   * Oldest use first.
   * @type {Map<string, {start: number, end: number, interval: number, tiles: Tile[], until: number}>}
   */
  #sheets = new Map();
  /** @type {Map<string, {sheets: StoryboardSheet[], until: number}>} */ #lists = new Map();
  /**
   * The newest wish last.
   * @type {Map<string, {camera: string, time: number, interval: number}>}
   */
  #wishes = new Map();
  /** @type {Map<string, number>} */ #resting = new Map();
  #running = 0;
  #source;

  /** @param {Source} source */
  constructor(source) {
    super();
    this.#source = source;
  }

  /**
   * The picture that was to be seen then, as far as one is here: the finest there is.
   * @param {string} camera @param {number} time @returns {Tile | null}
   */
  pictureAt(camera, time) {
    /** @type {Tile | null} */
    let best = null;
    let closest = Infinity;
    for (const [id, sheet] of this.#sheets) {
      if (!id.startsWith(`${camera}/`) || time < sheet.start || time >= sheet.end) continue;
      for (const tile of sheet.tiles) {
        // The picture of an interval is its first: one that is a little later is nearer than one that is long gone.
        const distance = Math.abs(time - tile.at);
        if (distance < closest && distance <= 2 * sheet.interval) [best, closest] = [tile, distance];
      }
    }
    return best;
  }

  /** @param {string} camera @param {number} time @param {number} interval seconds */
  want(camera, time, interval) {
    if ((this.#resting.get(camera) ?? 0) > Date.now()) return;
    const sheet = Math.floor(time / (interval * second * tilesOfSheet));
    const id = `${camera}/${interval}/${sheet}`;
    const known = this.#sheets.get(id);
    if (known && known.until > Date.now()) return;
    this.#wishes.delete(id);
    this.#wishes.set(id, { camera, time, interval });
    while (this.#wishes.size > 12) this.#wishes.delete(/** @type {string} */ (this.#wishes.keys().next().value));
    this.#next();
  }

  #next() {
    while (this.#running < mostAtOnce && this.#wishes.size > 0) {
      const newest = /** @type {[string, {camera: string, time: number, interval: number}]} */ ([...this.#wishes].pop());
      this.#wishes.delete(newest[0]);
      this.#running += 1;
      void this.#fetch(...newest).finally(() => {
        this.#running -= 1;
        this.#next();
      });
    }
  }

  /** @param {string} id @param {{camera: string, time: number, interval: number}} wish */
  async #fetch(id, { camera, time, interval }) {
    try {
      const sheets = await this.#list(camera, time, interval);
      const sheet = sheets.find((one) => Date.parse(one.start) <= time && time < Date.parse(one.end));
      const length = interval * second * tilesOfSheet;
      const start = sheet ? Date.parse(sheet.start) : Math.floor(time / length) * length;
      /** @type {Tile[]} */
      let tiles = [];
      if (sheet) {
        const response = await this.#source.media(sheet.url);
        if (response.status !== 204) tiles = tilesOf(new Uint8Array(await response.arrayBuffer()));
      }
      this.#sheets.delete(id);
      const until = sheet?.final ? Infinity : Date.now() + growsEvery;
      this.#sheets.set(id, { start, end: start + length, interval: interval * second, tiles, until });
      while (this.#sheets.size > mostSheets) this.#sheets.delete(/** @type {string} */ (this.#sheets.keys().next().value));
      if (tiles.length > 0) this.dispatchEvent(new Event("loaded"));
    } catch {
      // Without small pictures it goes slower, and works all the same: the camera is not asked for again for a while.
      this.#resting.set(camera, Date.now() + restAfterFailure);
    }
  }

  /** @param {string} camera @param {number} time @param {number} interval */
  async #list(camera, time, interval) {
    const length = interval * second * tilesOfSheet * block;
    const start = Math.floor(time / length) * length;
    const key = `${camera}/${interval}/${start}`;
    const known = this.#lists.get(key);
    if (known && known.until > Date.now()) return known.sheets;
    const asked = { from: new Date(start).toISOString(), to: new Date(start + length).toISOString(), interval_s: interval };
    const { sheets } = await this.#source.storyboard(camera, asked);
    const isOver = start + length < Date.now() - 60 * second;
    this.#lists.set(key, { sheets, until: Date.now() + (isOver ? 300 * second : growsEvery) });
    if (this.#lists.size > 100) this.#lists.delete(/** @type {string} */ (this.#lists.keys().next().value));
    return sheets;
  }
}
