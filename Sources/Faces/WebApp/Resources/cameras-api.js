// @ts-check
// The calls of the place Cameras, one function each.

import { call, query, root } from "./api.js";

/** @typedef {import("./cameras-types.js").WholeCamera} WholeCamera */
/** @typedef {import("./cameras-types.js").CameraChange} CameraChange */
/** @typedef {import("./cameras-types.js").Area} Area */
/** @typedef {import("./cameras-types.js").AreaKind} AreaKind */
/** @typedef {{items: Area[], edition: string}} Areas */
/** @typedef {import("./cameras-types.js").Removed} Removed */
/** @typedef {import("./cameras-types.js").Evidence} Evidence */

const part = encodeURIComponent;

/** @param {string} id @returns {Promise<WholeCamera>} */
export const camera = (id) => call("GET", `/cameras/${part(id)}`);

/** @param {string} id @param {CameraChange} change @returns {Promise<WholeCamera>} */
export const change = (id, change) => call("PATCH", `/cameras/${part(id)}`, change);

/**
 * Ends its sessions in good order, and begins anew.
 * @param {string} id @returns {Promise<void>}
 */
export const reconnect = (id) => call("POST", `/cameras/${part(id)}/reconnect`);

/** @param {string} id @param {"keep" | "archive" | "erase"} recordings @returns {Promise<void>} */
export const remove = (id, recordings) => call("DELETE", `/cameras/${part(id)}${query({ recordings })}`);

/** @param {string} id @param {number} width pixels @returns {string} the address of a picture of now */
export const pictureAddress = (id, width) => `${root}/cameras/${part(id)}/snapshot${query({ width, t: Date.now() })}`;

/**
 * Detection zones, motion masks or privacy masks.
 * @param {string} id @param {AreaKind} kind @returns {Promise<Areas>}
 */
export const areas = (id, kind) => edition("GET", `/cameras/${part(id)}/${kind}`);

/**
 * Sets all of a kind, unless somebody else has done so meanwhile.
 * @param {string} id @param {AreaKind} kind @param {Area[]} items @param {string} before the edition that was changed
 * @returns {Promise<Areas>}
 */
export const setAreas = (id, kind, items, before) => edition("PUT", `/cameras/${part(id)}/${kind}`, { items }, before);

/**
 * The areas of a kind, with the edition that they are.
 * @param {"GET" | "PUT"} method @param {string} path @param {unknown} [body] @param {string} [before]
 * @returns {Promise<Areas>}
 */
async function edition(method, path, body, before = "") {
  let tag = "";
  const { items } = await call(method, path, body, { edition: before, learns: (learnt) => (tag = learnt) });
  return { items, edition: tag };
}

/**
 * Cameras that were removed.
 * @returns {Promise<{items: Removed[]}>}
 */
export const archive = () => call("GET", "/archive");

/** @param {string} id @returns {Promise<WholeCamera>} */
export const restore = (id) => call("POST", `/cameras/${part(id)}/restore`);

/**
 * Deletes the recordings of a removed camera.
 * @param {string} id @returns {Promise<{id: string}>} a job
 */
export const erase = (id) => call("DELETE", `/cameras/${part(id)}/archive`);

/** @param {string} id @param {boolean} archived @returns {Promise<Removed>} */
export const keepArchived = (id, archived) => call("PATCH", `/cameras/${part(id)}/archive`, { archived });

/**
 * How its evidence chain stands.
 * @param {string} id @returns {Promise<Evidence>}
 */
export const evidence = (id) => call("GET", `/cameras/${part(id)}/evidence`);

/** @param {string} id @param {boolean} enabled @returns {Promise<Evidence>} */
export const changeEvidence = (id, enabled) => call("PUT", `/cameras/${part(id)}/evidence`, { enabled });

/**
 * Checks the chain, and reads what it is about again.
 * @param {string} id @returns {Promise<{id: string}>} a job
 */
export const checkEvidence = (id) => call("POST", `/cameras/${part(id)}/evidence/check`);
