// @ts-check
// What a try of a camera has shown, in words.

import { make } from "./dom.js";
import { sentence } from "./format.js";

/** @import {CameraReport, ReportedTrack} from "./types.js" */

/** @param {number} value @returns {string} at most one decimal */
const plain = (value) => String(Math.round(value * 10) / 10);

/** @param {ReportedTrack} track @returns {string} "H.264, 1920 × 1080, 25 pictures/s, 4.1 Mbit/s" */
function trackWords(track) {
  const parts = [track.name];
  if (track.width && track.height) parts.push(`${track.width} × ${track.height}`);
  if (track.kind === "video" && track.frames_per_second) parts.push(`${plain(track.frames_per_second)} pictures/s`);
  if (track.sample_rate) parts.push(`${plain(track.sample_rate / 1000)} kHz`);
  const bits = track.bits_per_second;
  if (bits) parts.push(bits >= 1e6 ? `${plain(bits / 1e6)} Mbit/s` : `${plain(bits / 1e3)} kbit/s`);
  return parts.join(", ");
}

/** @param {CameraReport} report @returns {Node[]} */
export function reportWords(report) {
  const head = report.ok ? "The camera works." : sentence(report.fault?.what ?? "The camera cannot be recorded.");
  const lines = report.tracks.map((track) => `${track.kind === "video" ? "Picture" : "Sound"}: ${trackWords(track)}`);
  if (report.first_picture_s) lines.push(`First picture after ${plain(report.first_picture_s)} s`);
  lines.push(...report.remarks.map(sentence));
  return [make("p", {}, head), ...(lines.length > 0 ? [make("ul", {}, ...lines.map((line) => make("li", {}, line)))] : [])];
}
