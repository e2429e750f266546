// @ts-check
// The calls of the place Settings, one function each.

import { call, problemOf, ProblemError, query, root } from "./api.js";
import { session } from "./session.js";
import { words } from "./words.js";

/** @typedef {import("./settings-types.js").Person} Person */
/** @typedef {import("./settings-types.js").PersonDraft} PersonDraft */
/** @typedef {import("./settings-types.js").Key} Key */
/** @typedef {import("./settings-types.js").KeyDraft} KeyDraft */
/** @typedef {import("./settings-types.js").OpenSession} OpenSession */
/** @typedef {import("./settings-types.js").Setting} Setting */
/** @typedef {import("./settings-types.js").SettingValue} SettingValue */
/** @typedef {import("./settings-types.js").Volume} Volume */
/** @typedef {import("./settings-types.js").VolumeDraft} VolumeDraft */
/** @typedef {import("./settings-types.js").Backup} Backup */
/** @typedef {import("./settings-types.js").RestoreReport} RestoreReport */
/** @typedef {import("./settings-types.js").RTSPServer} RTSPServer */
/** @typedef {import("./settings-types.js").RTSPEndpoint} RTSPEndpoint */
/** @typedef {import("./settings-types.js").Outlet} Outlet */
/** @typedef {import("./settings-types.js").OutletDraft} OutletDraft */
/** @template T @typedef {{items: T[]}} List */
/** @typedef {{password: string} | {code: string}} Proof that the owner is at the keyboard */

/** What a password takes to be hashed, on a busy machine, in ms. */
const patience = 60_000;
const part = encodeURIComponent;

// Own account

/** @param {{current: string, new: string}} change @returns {Promise<void>} */
export const changePassword = (change) => call("PUT", "/account/password", change, { patience });

/** @returns {Promise<{active: boolean, recovery_codes_left: number}>} */
export const secondFactor = () => call("GET", "/account/second-factor");

/** @param {string} password @returns {Promise<{secret: string, uri: string, svg: string}>} */
export const beginSecondFactor = (password) => call("POST", "/account/second-factor", { password }, { patience });

/** @param {string} code @returns {Promise<{recovery_codes: string[]}>} */
export const activateSecondFactor = (code) => call("POST", "/account/second-factor/activate", { code }, { patience });

/** @param {Proof} proof @returns {Promise<void>} */
export const removeSecondFactor = (proof) => call("POST", "/account/second-factor/remove", proof, { patience });

/** @param {Proof} proof @returns {Promise<{recovery_codes: string[]}>} */
export const renewRecoveryCodes = (proof) => call("POST", "/account/recovery-codes", proof, { patience });

/** @returns {Promise<{password: string}>} */
export const makeStreamPassword = () => call("POST", "/account/stream-password");

/** @returns {Promise<void>} */
export const removeStreamPassword = () => call("DELETE", "/account/stream-password");

/** @returns {Promise<List<OpenSession>>} */
export const sessions = () => call("GET", "/account/sessions");

/** @param {number} id @returns {Promise<void>} */
export const endSession = (id) => call("DELETE", `/account/sessions/${id}`);

/** @returns {Promise<{count: number}>} */
export const endOtherSessions = () => call("DELETE", "/account/sessions");

// API keys

/** @param {boolean} all everybody's @returns {Promise<List<Key>>} */
export const keys = (all) => call("GET", `/api-keys${all ? query({ all: "true" }) : ""}`);

/** @param {KeyDraft} draft @returns {Promise<Key>} */
export const addKey = (draft) => call("POST", "/api-keys", draft);

/** @param {number} id @returns {Promise<void>} */
export const revokeKey = (id) => call("DELETE", `/api-keys/${id}`);

// People

/** @returns {Promise<List<Person>>} */
export const people = () => call("GET", "/users");

/** @param {PersonDraft} draft @returns {Promise<Person>} */
export const addPerson = (draft) => call("POST", "/users", draft, { patience });

/** @param {number} id @param {PersonDraft} draft @returns {Promise<Person>} */
export const changePerson = (id, draft) => call("PATCH", `/users/${id}`, draft, { patience });

/** @param {number} id @returns {Promise<void>} */
export const removePerson = (id) => call("DELETE", `/users/${id}`);

/** @param {number} id @param {"second-factor" | "lockout" | "sessions" | "stream-password"} what @returns {Promise<unknown>} */
export const resetOf = (id, what) => call("DELETE", `/users/${id}/${what}`);

// Settings

/**
 * All that the asker may read; of one group, where it is named.
 * @param {string} [group] @returns {Promise<List<Setting>>}
 */
export const settings = (group) => call("GET", group ? `/settings/${part(group)}` : "/settings");

/** @param {Record<string, SettingValue>} change null takes away what was set @returns {Promise<List<Setting>>} */
export const changeSettings = (change) => call("PATCH", "/settings", change);

// Volumes

/** @returns {Promise<List<Volume>>} */
export const volumes = () => call("GET", "/volumes");

/** @param {VolumeDraft} draft @returns {Promise<Volume>} */
export const addVolume = (draft) => call("POST", "/volumes", draft);

/** @param {string} id @param {VolumeDraft} draft @returns {Promise<Volume>} */
export const changeVolume = (id, draft) => call("PATCH", `/volumes/${part(id)}`, draft);

/** @param {string} id @param {"keep" | "delete"} recordings @returns {Promise<void>} */
export const removeVolume = (id, recordings) => call("DELETE", `/volumes/${part(id)}${query({ recordings })}`);

// Backups

/** @returns {Promise<List<Backup>>} */
export const backups = () => call("GET", "/backups");

/** @param {{passphrase: string, note?: string}} draft @returns {Promise<Backup>} */
export const makeBackup = (draft) => call("POST", "/backups", draft, { patience: 300_000 });

/** @param {string} name */
export const backupAddress = (name) => `${root}/backups/${part(name)}`;

/** @param {string} name @returns {Promise<void>} */
export const removeBackup = (name) => call("DELETE", `/backups/${part(name)}`);

/** @param {string} name @param {{passphrase: string, dry_run: boolean}} how @returns {Promise<RestoreReport>} */
export const restoreBackup = (name, how) => call("POST", `/backups/${part(name)}/restore`, how, { patience: 300_000 });

/**
 * Takes in a backup's file, as it is.
 * @param {Blob} file @returns {Promise<Backup>}
 */
export async function uploadBackup(file) {
  const headers = { "content-type": "application/octet-stream", "x-csrf-token": session.who?.csrf_token ?? "" };
  let response;
  try {
    response = await fetch(`${root}/backups/upload`, { method: "POST", headers, body: file });
  } catch {
    throw new ProblemError(words("settings.silent"), 0);
  }
  if (!response.ok) throw await problemOf(response);
  return response.json();
}

// RTSP

/** @returns {Promise<RTSPServer>} */
export const rtspServer = () => call("GET", "/rtsp-server");

/**
 * `endpoints` are the further addresses: all that shall be there.
 * @param {{enabled?: boolean, address?: string, secure?: boolean, udp?: boolean, endpoints?: RTSPEndpoint[]}} change
 * @returns {Promise<RTSPServer>}
 */
export const changeRTSPServer = (change) => call("PATCH", "/rtsp-server", change);

/** @returns {Promise<RTSPServer>} */
export const restartRTSPServer = () => call("POST", "/rtsp-server/restart");

/** @returns {Promise<List<Outlet>>} */
export const outlets = () => call("GET", "/rtsp-server/outlets");

/** @param {string} name of one that is there, or shall be @param {OutletDraft} draft @returns {Promise<Outlet>} */
export const changeOutlet = (name, draft) => call("PATCH", `/rtsp-server/outlets/${part(name)}`, draft);

/** @param {string} name @returns {Promise<void>} */
export const restartOutlet = (name) => call("POST", `/rtsp-server/outlets/${part(name)}/restart`);

/** @param {string} name @returns {Promise<void>} */
export const removeOutlet = (name) => call("DELETE", `/rtsp-server/outlets/${part(name)}`);
