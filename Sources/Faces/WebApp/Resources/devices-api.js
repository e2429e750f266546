// @ts-check
// The calls about cameras as ONVIF devices, one function each: finding them, steering, setting.

import { call, ProblemError, problemOf, query, root } from "./api.js";
import { session } from "./session.js";

/** @typedef {import("./devices-types.js").Device} Device */
/** @typedef {import("./devices-types.js").DeviceDetails} DeviceDetails */
/** @typedef {import("./devices-types.js").DeviceLogin} DeviceLogin */
/** @typedef {import("./devices-types.js").Imaging} Imaging */
/** @typedef {import("./devices-types.js").Preset} Preset */

/** Cameras take their time: ten questions, one after the other. */
const patient = { patience: 60_000 };

/** @param {string} id @param {string} [rest] */
const of = (id, rest = "") => `/cameras/${encodeURIComponent(id)}${rest}`;
const part = encodeURIComponent;

// Looking for cameras.

/** @returns {Promise<import("./devices-types.js").Discovery>} */
export const discovery = () => call("GET", "/discovery");

/** @param {number} seconds @returns {Promise<{items: import("./devices-types.js").FoundDevice[]}>} */
export const search = (seconds) => call("POST", `/discovery/search${query({ seconds })}`, undefined, patient);

/**
 * Looks through addresses, until all are done with or the signal says so.
 * @param {{range: string, ports: string, username: string, password: string}} wish
 * @param {AbortSignal} signal
 * @param {(name: string, data: any) => void} tell of each step, by its name in the API
 */
export async function scan({ range, ports, username, password }, signal, tell) {
  /** @type {Record<string, string>} */
  const headers = { accept: "text/event-stream" };
  // In no address, which is written down. What a header cannot hold is asked for camera by camera.
  if (username && isPlain(username + password)) Object.assign(headers, { "x-camera-user": username, "x-camera-password": password });
  const response = await fetch(`${root}/discovery/scan${query({ range, ports: ports || null })}`, { headers, signal });
  if (response.status === 401) session.lose();
  if (!response.ok || !response.body) throw await problemOf(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    text += piece.value;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const [, name = "", data = ""] = /^event: (\w+)\ndata: (.*)$/s.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      if (name === "error") throw new ProblemError(String(JSON.parse(data).message), 0);
      if (name) tell(name, JSON.parse(data));
    }
  }
}

/** @param {string} text @returns {boolean} whether it can stand in a header */
const isPlain = (text) => /^[\x20-\x7e]*$/.test(text);

/** @param {DeviceLogin} login @returns {Promise<DeviceDetails>} */
export const describe = (login) => call("POST", "/discovery/describe", login, patient);

/**
 * A picture of a stream, or from an address of snapshots, of a camera that is not added yet.
 * @param {{url: string, username?: string | null, password?: string | null, width?: number}} wanted @returns {Promise<Blob>}
 */
export async function preview(wanted) {
  const token = session.who?.csrf_token;
  const headers = { "content-type": "application/json", accept: "image/jpeg", ...(token ? { "x-csrf-token": token } : {}) };
  const response = await fetch(`${root}/discovery/preview`, { method: "POST", headers, body: JSON.stringify(wanted) });
  if (!response.ok) throw await problemOf(response);
  return response.blob();
}

/**
 * @param {DeviceLogin & {name?: string, main_profile?: string, sub_profile?: string | null, sub?: boolean, events?: boolean, mode?: string}} wanted
 * @returns {Promise<import("./types.js").Camera>}
 */
export const addDevice = (wanted) => call("POST", "/discovery/cameras", wanted, patient);

// A camera's device.

/**
 * As it is known: the camera is not asked.
 * @param {string} id @returns {Promise<Device>}
 */
export const device = (id) => call("GET", of(id, "/device"));

/** @returns {Promise<{items: Device[]}>} those of all cameras that are linked */
export const devices = () => call("GET", "/devices");

/** @param {string} id @param {import("./devices-types.js").DeviceLink} link @returns {Promise<Device>} */
export const linkDevice = (id, link) => call("PUT", of(id, "/device"), link, patient);

/** @param {string} id @returns {Promise<void>} */
export const unlinkDevice = (id) => call("DELETE", of(id, "/device"));

/** @param {string} id @returns {Promise<DeviceDetails>} */
export const probeDevice = (id) => call("POST", of(id, "/device/probe"), undefined, patient);

/** @param {string} id @returns {Promise<void>} */
export const rebootDevice = (id) => call("POST", of(id, "/device/reboot"));

/**
 * Sets its clock by the recorder's.
 * @param {string} id @param {boolean} isConfirmed @returns {Promise<{clock_offset_s?: number | null}>}
 */
export const setDeviceClock = (id, isConfirmed) => call("POST", of(id, "/device/clock"), { confirm: isConfirmed }, patient);

/** @param {string} id @returns {Promise<{items: import("./devices-types.js").HeldRecording[]}>} */
export const heldRecordings = (id) => call("GET", of(id, "/device/recordings"), undefined, patient);

/** @param {string} id @returns {Promise<import("./devices-types.js").DeviceNetwork>} */
export const deviceNetwork = (id) => call("GET", of(id, "/device/network"), undefined, patient);

/** @param {string} id @param {Record<string, unknown>} change @returns {Promise<{reboot_needed: boolean}>} */
export const setDeviceNetwork = (id, change) => call("PATCH", of(id, "/device/network"), change, patient);

/** @param {string} id @returns {Promise<{items: import("./devices-types.js").DeviceUser[]}>} */
export const deviceUsers = (id) => call("GET", of(id, "/device/users"));

/** @param {string} id @param {{name: string, password: string, level: string}} user @returns {Promise<void>} */
export const addDeviceUser = (id, user) => call("POST", of(id, "/device/users"), user);

/** @param {string} id @param {string} name @param {{password?: string, level?: string}} change @returns {Promise<void>} */
export const changeDeviceUser = (id, name, change) => call("PATCH", of(id, `/device/users/${part(name)}`), change);

/** @param {string} id @param {string} name @returns {Promise<void>} */
export const removeDeviceUser = (id, name) => call("DELETE", of(id, `/device/users/${part(name)}`));

/** @param {string} id @returns {Promise<{items: import("./devices-types.js").Relay[]}>} */
export const relays = (id) => call("GET", of(id, "/device/relays"));

/** @param {string} id @param {string} relay @param {boolean} active @returns {Promise<void>} */
export const switchRelay = (id, relay, active) => call("PUT", of(id, `/device/relays/${part(relay)}`), { active });

/** @param {string} id @param {string} command @returns {Promise<void>} */
export const sendAuxiliary = (id, command) => call("POST", of(id, "/device/auxiliary"), { command });

// Its head and its picture.

/**
 * @param {string} id @param {{pan?: number, tilt?: number, zoom?: number, seconds?: number}} move speeds from -1 to 1
 * @returns {Promise<void>}
 */
export const ptzMove = (id, move) => call("POST", of(id, "/ptz/move"), move);

/**
 * Also when the page is being left.
 * @param {string} id @returns {Promise<void>}
 */
export const ptzStop = (id) => call("POST", of(id, "/ptz/stop"), undefined, { keepalive: true });

/** @param {string} id @returns {Promise<void>} */
export const ptzHome = (id) => call("POST", of(id, "/ptz/home"));

/** @param {string} id @returns {Promise<void>} */
export const setPTZHome = (id) => call("PUT", of(id, "/ptz/home"));

/** @param {string} id @returns {Promise<{items: Preset[]}>} */
export const presets = (id) => call("GET", of(id, "/ptz/presets"));

/** @param {string} id @param {string} name @returns {Promise<Preset>} */
export const keepPreset = (id, name) => call("POST", of(id, "/ptz/presets"), { name });

/** @param {string} id @param {string} preset @returns {Promise<void>} */
export const goToPreset = (id, preset) => call("POST", of(id, `/ptz/presets/${part(preset)}/goto`));

/** @param {string} id @param {string} preset @returns {Promise<void>} */
export const removePreset = (id, preset) => call("DELETE", of(id, `/ptz/presets/${part(preset)}`));

/** @param {string} id @returns {Promise<Imaging>} */
export const imaging = (id) => call("GET", of(id, "/imaging"));

/** @param {string} id @param {Record<string, number | string>} change @returns {Promise<Imaging>} */
export const setImaging = (id, change) => call("PATCH", of(id, "/imaging"), change);

/** @param {string} id @returns {Promise<import("./devices-types.js").Focus>} */
export const focus = (id) => call("GET", of(id, "/imaging/focus"));

/** @param {string} id @param {{mode: "continuous" | "absolute" | "stop", value?: number}} move @returns {Promise<void>} */
export const moveFocus = (id, move) => call("POST", of(id, "/imaging/focus"), move, { keepalive: move.mode === "stop" });
