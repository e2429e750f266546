// @ts-check
// What lies in a stretch of time, and the jobs that export, protect or delete it.

import * as api from "./api.js";
import { textOf } from "./timeline-time.js";

/** @typedef {import("./timeline-scale.js").View} View */
/** @typedef {import("./types.js").Recording & {protected?: boolean}} Recording */
/** @typedef {import("./types.js").Job} Job */
/** @typedef {{all: Recording[], bytes: number, isCut: boolean}} Found isCut: there are more than can be had at once */

/** That is how many a job takes. */
const most = 1000;
const askEvery = 400;

/**
 * Recordings of the cameras. What is to be kept is all that touches the stretch; what is to go is what lies in it as a whole, and is
 * neither protected nor being written.
 * @param {string[]} cameras @param {View} stretch @param {"touching" | "inside"} which
 * @returns {Promise<Found>}
 */
export async function recordingsIn(cameras, stretch, which) {
  /** @type {Recording[]} */
  const all = [];
  let isCut = false;
  for (const camera of cameras) {
    /** @type {string | null} */
    let cursor = null;
    do {
      /** @type {import("./types.js").Page<Recording>} */
      const page = await api.recordings({ camera, from: textOf(stretch.start), to: textOf(stretch.end), order: "asc", limit: most, cursor });
      all.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor && all.length < most);
    isCut ||= cursor !== null && cursor !== undefined;
  }
  const wanted = which === "touching" ? all : all.filter((recording) => isInside(recording, stretch) && !recording.protected && !recording.open);
  const kept = wanted.slice(0, most);
  return { all: kept, bytes: kept.reduce((sum, recording) => sum + recording.bytes, 0), isCut: isCut || wanted.length > kept.length };
}

/** @param {Recording} recording @param {View} stretch */
const isInside = (recording, stretch) => Date.parse(recording.start) >= stretch.start && Date.parse(recording.end) <= stretch.end;

/**
 * @param {Job} job @param {(job: Job) => void} told of each step @param {AbortSignal} signal
 * @returns {Promise<Job>} how it ended
 */
export async function ended(job, told, signal) {
  let now = job;
  while (now.state === "queued" || now.state === "running") {
    told(now);
    await new Promise((resolve) => setTimeout(resolve, askEvery));
    if (signal.aborted) return now;
    now = await api.job(now.id);
  }
  told(now);
  return now;
}
