// @ts-check
// The native API of Nightjar, one function per call.

import { playableCodecs } from "./media-feed.js";
import { session } from "./session.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {import("./types.js").CameraDraft} CameraDraft */
/** @typedef {import("./types.js").CameraReport} CameraReport */
/** @typedef {import("./types.js").CameraTrial} CameraTrial */
/** @typedef {import("./types.js").Coverage} Coverage */
/** @typedef {import("./types.js").Health} Health */
/** @typedef {import("./types.js").LogIn} LogIn */
/**
 * @template T
 * @typedef {import("./types.js").Page<T>} Page
 */
/** @typedef {import("./types.js").PublicHealth} PublicHealth */
/** @typedef {import("./types.js").Recording} Recording */
/** @typedef {import("./types.js").Who} Who */

const root = "/api/v1";
const csrfProblem = "urn:nightjar:problem:csrf";

/** What the server, or the way to it, said no with. `message` is a sentence for people. */
export class ProblemError extends Error {
  /**
   * @param {string} message @param {number} status the HTTP status; 0: no answer at all
   * @param {{type?: string, members?: string[], wait?: number}} [more]
   */
  constructor(message, status, more = {}) {
    const { type = "", members = [], wait = 0 } = more;
    super(message);
    this.name = "ProblemError";
    this.status = status;
    this.type = type;
    /** What of the request was wrong. */
    this.members = members;
    /** Seconds until another try makes sense; 0: none was named. */
    this.wait = wait;
  }
}

/** @param {Response} response @returns {Promise<ProblemError>} */
export async function problemOf(response) {
  /** @type {any} */
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // Not problem details: something before Nightjar answered.
  }
  const sentence = String(problem.detail || problem.title || "");
  const faults = Array.isArray(problem.errors) ? problem.errors : [];
  return new ProblemError(sentence || words("problem.status", { status: response.status }), response.status, {
    type: String(problem.type ?? ""),
    members: faults.map((/** @type {any} */ fault) => String(fault?.member ?? "")),
    wait: Number(response.headers.get("retry-after")) || 0,
  });
}

/**
 * @param {string} method @param {string} path @param {unknown} [body] @param {{patience?: number}} [options] in ms
 * @returns {Promise<any>}
 */
async function send(method, path, body, options) {
  const patience = options?.patience ?? 20_000;
  /** @type {Record<string, string>} */
  const headers = { accept: "application/json" };
  const token = session.who?.csrf_token;
  if (token && method !== "GET") headers["x-csrf-token"] = token;
  if (body !== undefined) headers["content-type"] = "application/json";
  let response;
  const patient = new AbortController();
  const impatience = setTimeout(() => patient.abort(), patience);
  try {
    response = await fetch(root + path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: patient.signal,
    });
  } catch {
    throw new ProblemError(words("problem.silent"), 0);
  } finally {
    clearTimeout(impatience);
  }
  if (!response.ok) throw await problemOf(response);
  return response.status === 204 ? undefined : response.json();
}

/**
 * A call of somebody who is logged in; when the server no longer knows them, the session is lost.
 * @param {string} method @param {string} path @param {unknown} [body] @param {{patience?: number}} [options]
 * @returns {Promise<any>}
 */
async function call(method, path, body, options) {
  const asker = session.who;
  if (asker === null) throw new ProblemError(words("problem.nobody"), 401);
  try {
    return await send(method, path, body, options);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (error.status === 401 && session.who === asker) session.lose();
    if (error.type !== csrfProblem) throw error;
  }
  // Another tab of the browser has logged in since: the cookie is its session's, and so must the token be.
  const now = await who();
  const isSame = now.user?.id === asker.user?.id;
  session.begin(now);
  if (!isSame) throw new ProblemError(words("problem.somebody-else"), 403);
  return await send(method, path, body, options);
}

/** @returns {Promise<boolean>} whether the first account is still to be made */
export const needsSetup = async () => Boolean((await send("GET", "/setup")).needed);

/** @param {{code: string, username: string, password: string}} first @returns {Promise<LogIn>} */
export const setUp = (first) => send("POST", "/setup", first);

/** @returns {Promise<Who>} */
export const who = () => send("GET", "/session");

/** @param {{username: string, password: string}} credentials @returns {Promise<LogIn>} */
export const logIn = (credentials) => send("POST", "/session", credentials);

/** @param {{token: string, code: string}} proof @returns {Promise<LogIn>} */
export const logInWithCode = (proof) => send("POST", "/session/second-factor", proof);

/** @returns {Promise<void>} */
export const logOut = () => call("DELETE", "/session");

/** @param {Record<string, string | number | null | undefined>} values @returns {string} */
function query(values) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined) parameters.set(name, String(value));
  }
  return `?${parameters}`;
}

/**
 * In detail for those who may know.
 * @returns {Promise<Health | PublicHealth>}
 */
export const health = () => call("GET", session.may("see-system") ? "/system/health" : "/health");

/**
 * Every camera, in the server's order.
 * @returns {Promise<Camera[]>}
 */
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

/**
 * Pulls pictures for a few seconds, of a new camera (null) or of a known one with changes, and says how it went.
 * @param {string | null} id @param {CameraTrial} trial @returns {Promise<CameraReport>}
 */
export const testCamera = (id, trial) =>
  call("POST", id === null ? "/cameras/test" : `/cameras/${encodeURIComponent(id)}/test`, trial, { patience: 90_000 });

/**
 * Takes the camera out; its recordings stay.
 * @param {string} id @returns {Promise<void>}
 */
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

/**
 * What is kept for oneself under a name.
 * @param {string} name
 * @returns {Promise<string | null>}
 */
export const preference = async (name) => (await call("GET", `/me/preferences/${name}`)).document ?? null;

/**
 * @param {string} name
 * @param {string} document
 * @returns {Promise<void>}
 */
export const keepPreference = (name, document) => call("PUT", `/me/preferences/${name}`, { document });

/**
 * The address of the live WebSocket.
 * @param {string} id
 * @param {"main" | "sub"} stream
 * @returns {string}
 */
export const liveAddress = (id, stream) => socketAddress(`/cameras/${encodeURIComponent(id)}/live`, stream, playableCodecs());

/**
 * The address of the WebSocket of raw frames.
 * @param {string} id
 * @param {"main" | "sub"} stream
 * @param {string[]} codecs
 * @returns {string}
 */
export const framesAddress = (id, stream, codecs) =>
  socketAddress(`/cameras/${encodeURIComponent(id)}/live/frames`, stream, codecs);

/**
 * The address of the pictures of a camera, one JPEG after the other.
 * @param {string} id
 * @param {"main" | "sub"} stream
 * @returns {string}
 */
export const picturesAddress = (id, stream) => `${root}/cameras/${encodeURIComponent(id)}/live/mjpeg${query({ stream })}`;

/**
 * @param {string} path
 * @param {"main" | "sub"} stream
 * @param {string[]} codecs
 */
function socketAddress(path, stream, codecs) {
  const url = new URL(root + path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("stream", stream);
  url.searchParams.set("codecs", codecs.join(","));
  return url.href;
}
