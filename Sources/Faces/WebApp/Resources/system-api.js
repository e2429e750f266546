// @ts-check
// The calls of the place System, one function each.

import { call, query, root } from "./api.js";

/** @typedef {import("./system-types.js").Storage} Storage */
/** @typedef {import("./system-types.js").StorageSum} StorageSum */
/** @typedef {import("./system-types.js").StorageDay} StorageDay */
/** @typedef {import("./system-types.js").DeletionPlan} DeletionPlan */
/** @typedef {import("./system-types.js").Job} Job */
/** @typedef {import("./system-types.js").Machine} Machine */
/** @typedef {import("./system-types.js").Workers} Workers */
/** @typedef {import("./system-types.js").HLSState} HLSState */
/** @typedef {import("./system-types.js").Log} Log */
/** @typedef {import("./system-types.js").AuditRow} AuditRow */
/** @template T @typedef {{items: T[], next_cursor: string | null}} Page */

/** @returns {Promise<Storage>} */
export const storage = () => call("GET", "/storage");

/**
 * The last 30 days, as far as anything is known of them.
 * @returns {Promise<{items: StorageDay[]}>}
 */
export const storageDays = () => call("GET", "/storage/trends");

/**
 * What would be deleted by then.
 * @param {number} hours @returns {Promise<DeletionPlan>}
 */
export const deletionPlan = (hours) => call("GET", `/storage/plan${query({ hours, limit: 100 })}`);

/**
 * Deletes at once what is due.
 * @returns {Promise<StorageSum>}
 */
export const cleanUp = () => call("POST", "/storage/cleanup", undefined, { patience: 600_000 });

/**
 * Compares the catalogue with the disks.
 * @param {boolean} repair @returns {Promise<Job>}
 */
export const checkStorage = (repair) => call("POST", "/storage/check", { repair });

/** @returns {Promise<Page<Job>>} */
export const jobs = () => call("GET", "/jobs");

/** @param {string} id @returns {Promise<Job>} */
export const cancelJob = (id) => call("POST", `/jobs/${encodeURIComponent(id)}/cancel`);

/**
 * Takes one that has ended off the list.
 * @param {string} id @returns {Promise<void>}
 */
export const forgetJob = (id) => call("DELETE", `/jobs/${encodeURIComponent(id)}`);

/**
 * The file that an export has made.
 * @param {string} id
 */
export const exportAddress = (id) => `${root}/exports/${encodeURIComponent(id)}/file`;

/** @returns {Promise<Machine>} */
export const machine = () => call("GET", "/system");

/** @returns {Promise<Workers>} */
export const workers = () => call("GET", "/system/workers");

/** @returns {Promise<HLSState>} */
export const hls = () => call("GET", "/system/hls");

/** @returns {Promise<void>} */
export const restart = () => call("POST", "/system/restart");

/** @param {Record<string, string | number | null>} filter @returns {Promise<Log>} */
export const log = (filter) => call("GET", `/logs${query(filter)}`);

/** @param {Record<string, string | number | null>} filter @returns {Promise<Page<AuditRow>>} */
export const audit = (filter) => call("GET", `/audit${query(filter)}`);
