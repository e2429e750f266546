// @ts-check
// What a try of a camera has shown, in words.

import { make } from "./dom.js";
import { rate, sentence } from "./format.js";
import { spokenFault } from "./spoken.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").CameraReport} CameraReport */
/** @typedef {import("./types.js").ReportedTrack} ReportedTrack */

/** @param {number} value @returns {string} at most one decimal */
const plain = (value) => String(Math.round(value * 10) / 10);

/** @param {ReportedTrack} track @returns {string} "H.264, 1920 × 1080, 25 pictures/s, 4.1 Mbit/s" */
function trackWords(track) {
  const parts = [track.name];
  if (track.width && track.height) parts.push(`${track.width} × ${track.height}`);
  if (track.kind === "video" && track.frames_per_second) parts.push(words("report.pictures", { count: plain(track.frames_per_second) }));
  if (track.sample_rate) parts.push(`${plain(track.sample_rate / 1000)} kHz`);
  const bits = track.bits_per_second;
  if (bits) parts.push(rate(bits));
  return parts.join(", ");
}

/** @param {CameraReport} report @returns {Node[]} */
export function reportWords(report) {
  const head = report.ok ? words("report.works") : report.fault ? spokenFault(report.fault) : sentence(words("report.fails"));
  const lines = report.tracks.map((track) => `${words(track.kind === "video" ? "report.picture" : "report.sound")}: ${trackWords(track)}`);
  if (report.first_picture_s) lines.push(words("report.first-picture", { seconds: plain(report.first_picture_s) }));
  lines.push(...report.remarks.map(sentence));
  const advice = report.fault ? adviceWords(report.fault.code) : "";
  if (advice) lines.push(advice);
  return [make("p", {}, head), ...(lines.length > 0 ? [make("ul", {}, ...lines.map((line) => make("li", {}, line)))] : [])];
}

/** What can be done about a fault, by its code; those that are not here say it themselves. */
const advice = /** @type {const} */ ({
  unreachable: "advice.unreachable",
  unknown_host: "advice.unknown-host",
  timeout: "advice.timeout",
  address_not_allowed: "advice.not-allowed",
  password_needed: "advice.password",
  refused_password: "advice.password",
  forbidden: "advice.forbidden",
  camera_busy: "advice.busy",
  no_such_stream: "advice.no-such-stream",
  not_a_stream: "advice.no-such-stream",
  no_video: "advice.no-video",
  unsupported_codec: "advice.codec",
});

/** @param {string} code */
function adviceWords(code) {
  const key = Object.entries(advice).find(([known]) => known === code)?.[1];
  return key ? words(key) : "";
}
