// @ts-check
// What somebody sees of a camera in its recordings: all of it, or what its privacy masks leave.

import { areas } from "./cameras-api.js";

/** @typedef {import("./types.js").Camera} Camera */

/** Masks change rarely; what is shown under others than are right now ends by itself, and is asked for anew. */
const known = 20_000;

/** @type {Map<string, {isMasked: boolean, until: number}>} */
const found = new Map();

/**
 * Whether masks hide something of the camera from whoever asks, as far as that was found out already.
 * @param {Camera} camera
 */
export const isMasked = (camera) => !camera.permissions.includes("see-unmasked") && (found.get(camera.id)?.isMasked ?? false);

/**
 * What a film of the camera is to be asked for with.
 * @param {Camera} camera @returns {Promise<Record<string, string>>}
 */
export async function sightOf(camera) {
  if (camera.permissions.includes("see-unmasked")) return {};
  const before = found.get(camera.id);
  if (!before || before.until < Date.now()) {
    const { items } = await areas(camera.id, "masks");
    const isHidden = items.some((/** @type {{enabled: boolean}} */ mask) => mask.enabled);
    found.set(camera.id, { isMasked: isHidden, until: Date.now() + known });
  }
  return found.get(camera.id)?.isMasked ? { video: "h264", masked: "true" } : {};
}
