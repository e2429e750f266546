// @ts-check
// The native API of Nightjar, one function per call.

import { playableCodecs } from "./media-feed.js";
import { session } from "./session.js";
import { spokenProblem } from "./spoken.js";
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
  const type = String(problem.type ?? "");
  const sentence = spokenProblem(type, String(problem.detail || problem.title || ""));
  const faults = Array.isArray(problem.errors) ? problem.errors : [];
  return new ProblemError(sentence || words("problem.status", { status: response.status }), response.status, {
    type,
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
  // Some answers have nothing to say beyond their status.
  const text = await response.text();
  return text === "" ? undefined : JSON.parse(text);
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
    if (!(error instanceof ProblemError) || (error.status !== 401 && error.type !== csrfProblem)) throw error;
  }
  // The cookie may be another by now, and so must the token be: another tab of the browser has logged in since, or this session goes
  // on under a new one because its password or its second factor was changed.
  const now = await stillWho(asker);
  const isSame = now.user?.id === asker.user?.id;
  session.begin(now);
  if (!isSame) throw new ProblemError(words("problem.somebody-else"), 403);
  return await send(method, path, body, options);
}

/**
 * Whoever is logged in now; where nobody is, the session is lost.
 * @param {Who} asker
 * @returns {Promise<Who>}
 */
async function stillWho(asker) {
  try {
    return await who();
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401 && session.who === asker) session.lose();
    throw error;
  }
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

// The time line and what happened.

/** @typedef {import("./types.js").CameraEventFilter} CameraEventFilter */

/**
 * @param {{cameras: string[], from: string, to: string, resolution_ms: number, buckets?: number, events?: string, losses?: string, protected?: string}} asked
 * @returns {Promise<import("./types.js").Timeline>}
 */
export const timeline = (asked) => call("GET", `/timeline${query({ ...asked, cameras: asked.cameras.join(",") })}`);

/**
 * @param {CameraEventFilter} filter
 * @returns {Promise<import("./types.js").Page<import("./types.js").CameraEvent>>}
 */
export const cameraEvents = (filter) => call("GET", `/camera-events${query({ ...filter })}`);

/** @param {string} id @returns {Promise<import("./types.js").CameraEvent>} */
export const cameraEvent = (id) => call("GET", `/camera-events/${encodeURIComponent(id)}`);

/**
 * @param {CameraEventFilter & {bucket: string}} filter
 * @returns {Promise<{items: import("./types.js").CameraEventCount[]}>}
 */
export const cameraEventCounts = (filter) => call("GET", `/camera-event-counts${query({ ...filter })}`);

/**
 * Takes note of an event, or takes that back.
 * @param {string} id @param {boolean} isSeen @returns {Promise<import("./types.js").CameraEvent>}
 */
export const acknowledgeEvent = (id, isSeen) => call(isSeen ? "POST" : "DELETE", `/camera-events/${encodeURIComponent(id)}/acknowledge`);

/** @param {string[]} ids @returns {Promise<unknown>} */
export const acknowledgeEvents = (ids) => call("POST", "/camera-events/acknowledge", { ids });

/**
 * What the film of a stretch of time has; without spans where nothing is recorded then.
 * @param {string} camera @param {Record<string, string>} asked from, to; maybe what the picture and the sound are to be made of
 * @returns {Promise<import("./types.js").RangeFilm>}
 */
export const rangeFilm = (camera, asked) => call("GET", `/cameras/${encodeURIComponent(camera)}/range${query({ ...asked, if_any: "true" })}`);

/**
 * Its address, for a player.
 * @param {string} camera @param {Record<string, string>} asked from, to; maybe what the picture and the sound are to be made of
 */
export const rangeAddress = (camera, asked) => `${root}/cameras/${encodeURIComponent(camera)}/range.mp4${query(asked)}`;

/**
 * @param {string} camera @param {{from: string, to: string, interval_s: number}} asked
 * @returns {Promise<import("./types.js").Storyboard>}
 */
export const storyboard = (camera, asked) => call("GET", `/cameras/${encodeURIComponent(camera)}/storyboard${query(asked)}`);

/**
 * The answer is 204 where nothing is recorded then.
 * @param {string} camera @param {{at: string, width: number, exact?: "key" | "frame"}} asked
 */
export const stillAddress = (camera, asked) => `${root}/cameras/${encodeURIComponent(camera)}/still${query({ ...asked, if_any: "true" })}`;

/** @param {string} snapshot its id */
export const snapshotAddress = (snapshot) => `${root}/snapshots/${encodeURIComponent(snapshot)}/media`;

/**
 * A picture or a film, as it is.
 * @param {string} address @param {AbortSignal} [signal] @returns {Promise<Response>}
 */
export async function media(address, signal) {
  const asker = session.who;
  const response = await fetch(address, { signal: signal ?? null });
  if (response.ok) return response;
  if (response.status === 401 && session.who === asker) session.lose();
  throw await problemOf(response);
}

/**
 * @param {{cameras: string[], from: string, to: string, form: "segments" | "exact", reason?: string} & Record<string, unknown>} wanted beside these: options by their names
 * @returns {Promise<import("./types.js").Job>}
 */
export const makeExport = (wanted) => call("POST", "/exports", wanted);

/** @param {string} id @returns {Promise<import("./types.js").Export>} */
export const oneExport = (id) => call("GET", `/exports/${encodeURIComponent(id)}`);

/** @param {string} id @returns {Promise<import("./types.js").Job>} */
export const job = (id) => call("GET", `/jobs/${encodeURIComponent(id)}`);

/** @param {string} id @returns {Promise<unknown>} */
export const cancelJob = (id) => call("POST", `/jobs/${encodeURIComponent(id)}/cancel`);

/**
 * Deletes or protects recordings, in a job.
 * @param {"delete" | "protect" | "unprotect"} action @param {string[]} ids 1 to 1000
 * @returns {Promise<import("./types.js").Job>}
 */
export const changeRecordings = (action, ids) => call("POST", "/recordings/batch", { action, ids });

/** The oldest recording of all; undefined: there is none. @returns {Promise<import("./types.js").Recording | undefined>} */
export const oldestRecording = async () => (await call("GET", `/recordings${query({ order: "asc", limit: 1 })}`)).items[0];

/** What everyone may know of the settings. @returns {Promise<{items: {key: string, value?: unknown}[]}>} */
export const generalSettings = () => call("GET", "/settings/general");

// For the calls of single places, which stand beside them: system-api.js, settings-api.js, cameras-api.js.
export { call, query, root };
