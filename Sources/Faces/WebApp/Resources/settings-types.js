// The answers of the API that the place Settings shows, as types for the checker. No code. What may be null may also be missing.

/** @typedef {"live" | "playback" | "control" | "export" | "manage" | "delete"} Right */
/** @typedef {"administrator" | "operator" | "viewer"} Role */
/** @typedef {{all?: Right[], listed?: Record<string, Right[]>}} CameraRights */

/**
 * @typedef {object} Person
 * @property {number} id
 * @property {string} username
 * @property {string} display_name
 * @property {string | null} email
 * @property {Role} role
 * @property {boolean} enabled
 * @property {boolean} unmasked sees what privacy masks hide
 * @property {CameraRights} cameras
 * @property {boolean} password_locked
 * @property {boolean} has_stream_password
 * @property {boolean} has_second_factor
 * @property {string} created_at
 * @property {string | null} last_login_at
 */

/** @typedef {Partial<Pick<Person, "username" | "display_name" | "email" | "role" | "enabled" | "unmasked" | "cameras" | "password_locked">> & {password?: string}} PersonDraft */

/**
 * @typedef {object} Key
 * @property {number} id
 * @property {number} user
 * @property {string} name
 * @property {string} prefix
 * @property {string | null} key shown once
 * @property {boolean} read_only
 * @property {string[] | null} cameras
 * @property {string} created_at
 * @property {string | null} expires_at
 * @property {string | null} last_used_at
 */

/** @typedef {{name: string, read_only?: boolean, cameras?: string[], expires_at?: string}} KeyDraft */

/**
 * @typedef {object} OpenSession
 * @property {number} id
 * @property {string} face
 * @property {string} created_at
 * @property {string} last_seen_at
 * @property {string} expires_at
 * @property {string | null} address
 * @property {string | null} user_agent
 * @property {boolean} current
 */

/** @typedef {boolean | number | string | string[] | null} SettingValue */

/**
 * @typedef {object} Setting
 * @property {string} key
 * @property {"bool" | "integer" | "number" | "text" | "list" | "secret"} kind
 * @property {SettingValue} value
 * @property {SettingValue} usual
 * @property {boolean} set
 * @property {string | null} unit
 * @property {number | null} minimum
 * @property {number | null} maximum
 * @property {string[] | null} choices
 * @property {string} summary
 * @property {boolean} read_only
 * @property {string | null} set_elsewhere
 * @property {boolean} needs_restart
 * @property {boolean} in_use
 */

/**
 * @typedef {object} Volume
 * @property {string} id
 * @property {string} name
 * @property {string} path
 * @property {string} description
 * @property {boolean} default
 * @property {"ready" | "returning" | "missing" | "foreign" | "read-only" | "full" | "failed"} state
 * @property {string | null} reason
 * @property {number | null} limit_bytes
 * @property {number | null} floor_bytes
 * @property {number} recordings
 * @property {number} bytes
 * @property {number | null} total_bytes
 * @property {number | null} free_bytes
 * @property {string[]} cameras
 */

/** @typedef {{name?: string, path?: string, description?: string, limit_bytes?: number | null, floor_bytes?: number | null, adopt?: boolean}} VolumeDraft */

/**
 * @typedef {object} Backup
 * @property {string} name
 * @property {string} created_at
 * @property {"manual" | "scheduled" | "uploaded"} origin
 * @property {number} bytes
 * @property {string | null} note
 * @property {{settings: number, cameras: number, users: number, api_keys: number} | null} counts
 * @property {string | null} fault
 * @property {string[]} missing
 */

/** @typedef {{added: string[], changed: string[], removed: string[], left: number}} RestoredPart */

/**
 * @typedef {object} RestoreReport
 * @property {RestoredPart} settings
 * @property {RestoredPart} cameras
 * @property {RestoredPart} volumes
 * @property {RestoredPart} users
 * @property {RestoredPart} api_keys
 * @property {string[]} notes
 * @property {boolean} dry_run
 * @property {boolean} needs_restart
 */

/** @typedef {{address: string, secure?: boolean, path?: string | null, camera?: string | null, stream?: "main" | "sub" | null}} RTSPEndpoint */
/** @typedef {RTSPEndpoint & {secure: boolean, port: number | null, problem: string | null}} RTSPAddress */

/**
 * @typedef {object} RTSPServer
 * @property {boolean} enabled
 * @property {boolean} running
 * @property {string} address
 * @property {boolean} secure
 * @property {boolean} udp
 * @property {RTSPAddress[]} addresses
 * @property {number} connections
 * @property {number} viewers
 */

/** @typedef {"accounts" | "password" | "everyone"} OutletAccess */

/**
 * One camera at an RTSP address of its own.
 * @typedef {object} Outlet
 * @property {string} name
 * @property {boolean} enabled
 * @property {boolean} running
 * @property {string} address
 * @property {string} path
 * @property {string} camera
 * @property {"main" | "sub"} stream
 * @property {OutletAccess} access
 * @property {string | null} username
 * @property {boolean} has_password
 * @property {number | null} max_clients
 * @property {number | null} max_clients_per_address
 * @property {number | null} port
 * @property {number} clients
 * @property {string | null} problem
 */

/**
 * @typedef {object} OutletDraft
 * @property {boolean} enabled
 * @property {string} address
 * @property {string} path
 * @property {string} camera
 * @property {string} stream
 * @property {string} access
 * @property {string} [username] with the access "password"
 * @property {string} [password] left out: as it is
 * @property {number} max_clients 0: as many as the server takes
 * @property {number} max_clients_per_address
 */

export {};
