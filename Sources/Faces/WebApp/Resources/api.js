// @ts-check
// The native API of Nightjar, one function per call.

/** @import {Camera, CameraDraft, Coverage, Health, Page, Recording} from "./types.js" */

const root = "/api/v1";

/** What the server, or the way to it, said no with. `message` is a sentence for people. */
export class ProblemError extends Error {
  /** @param {string} message @param {number} status the HTTP status; 0: no answer at all */
  constructor(message, status) {
    super(message);
    this.name = "ProblemError";
    this.status = status;
  }
}

/** @param {Response} response @returns {Promise<ProblemError>} */
export async function problemOf(response) {
  let sentence = "";
  try {
    const problem = await response.json();
    sentence = String(problem.detail || problem.title || "");
  } catch {
    // Not problem details: something before Nightjar answered.
  }
  return new ProblemError(sentence || `Nightjar answered with the status ${response.status}.`, response.status);
}

/**
 * @param {string} method @param {string} path @param {unknown} [body]
 * @returns {Promise<any>}
 */
async function call(method, path, body) {
  /** @type {RequestInit} */
  const request = { method, headers: { accept: "application/json" } };
  if (body !== undefined) {
    request.headers = { accept: "application/json", "content-type": "application/json" };
    request.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(root + path, { ...request, signal: AbortSignal.timeout(20_000) });
  } catch {
    throw new ProblemError("Nightjar does not answer. Is the server running?", 0);
  }
  if (!response.ok) throw await problemOf(response);
  return response.status === 204 ? undefined : response.json();
}

/** @param {Record<string, string | number | null | undefined>} values @returns {string} */
function query(values) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined) parameters.set(name, String(value));
  }
  return `?${parameters}`;
}

/** @returns {Promise<Health>} */
export const health = () => call("GET", "/health");

/** Every camera, in the server's order. @returns {Promise<Camera[]>} */
export async function cameras() {
  /** @type {Camera[]} */
  const all = [];
  /** @type {string | null} */
  let cursor = null;
  do {
    /** @type {Page<Camera>} */
    const page = await call("GET", cursor ? `/cameras${query({ cursor })}` : "/cameras");
    all.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor && all.length < 1000);
  return all;
}

/** @param {CameraDraft} draft @returns {Promise<Camera>} */
export const addCamera = (draft) => call("POST", "/cameras", draft);

/** @param {string} id @param {CameraDraft} draft @returns {Promise<Camera>} */
export const changeCamera = (id, draft) => call("PATCH", `/cameras/${encodeURIComponent(id)}`, draft);

/** Takes the camera out; its recordings stay. @param {string} id @returns {Promise<void>} */
export const removeCamera = (id) => call("DELETE", `/cameras/${encodeURIComponent(id)}`);

/**
 * @typedef {object} RecordingFilter
 * @property {string} camera
 * @property {string} [from]
 * @property {string} [to]
 * @property {number} [limit]
 * @property {string | null} [cursor]
 * @property {"asc" | "desc"} [order]
 */

/**
 * @param {RecordingFilter} filter
 * @returns {Promise<Page<Recording>>}
 */
export const recordings = (filter) => call("GET", `/recordings${query({ stream: "main", ...filter })}`);

/** @param {{camera: string, from: string, to: string}} range @returns {Promise<Coverage>} */
export const coverage = (range) => call("GET", `/coverage${query({ stream: "main", ...range })}`);

/** @param {string} id @param {"main" | "sub"} stream @returns {string} the address of the live WebSocket */
export function liveAddress(id, stream) {
  const url = new URL(`${root}/cameras/${encodeURIComponent(id)}/live`, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("stream", stream);
  return url.href;
}
