// @ts-check
// The calls of the place Cameras, one function each.

import { call, query, root } from "./api.js";

/** @typedef {import("./cameras-types.js").WholeCamera} WholeCamera */
/** @typedef {import("./cameras-types.js").CameraChange} CameraChange */
/** @typedef {import("./cameras-types.js").Area} Area */
/** @typedef {import("./cameras-types.js").AreaKind} AreaKind */
/** @typedef {import("./cameras-types.js").Removed} Removed */

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
 * @param {string} id @param {AreaKind} kind @returns {Promise<{items: Area[]}>}
 */
export const areas = (id, kind) => call("GET", `/cameras/${part(id)}/${kind}`);

/**
 * Sets all of a kind.
 * @param {string} id @param {AreaKind} kind @param {Area[]} items @returns {Promise<{items: Area[]}>}
 */
export const setAreas = (id, kind, items) => call("PUT", `/cameras/${part(id)}/${kind}`, { items });

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
