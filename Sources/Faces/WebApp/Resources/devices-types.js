// The answers of the API about cameras as ONVIF devices, as types for the checker. No code. What may be null may also be missing.

/** @typedef {{pan_tilt: boolean, zoom: boolean, absolute: boolean, relative: boolean, home: boolean, presets: number}} Movement */

/**
 * What a device is and can, as it has said when it was asked last.
 * @typedef {object} DeviceFacts
 * @property {string} manufacturer
 * @property {string} model
 * @property {string} firmware
 * @property {string} serial
 * @property {string} hardware
 * @property {Movement | null} [ptz]
 * @property {boolean} imaging
 * @property {boolean} events
 * @property {boolean} sound
 * @property {boolean} snapshots
 * @property {boolean} recordings
 * @property {string[]} relays
 * @property {string[]} [inputs] buttons, door contacts, detectors
 * @property {string[]} auxiliaries
 * @property {string[]} remarks
 * @property {number | null} [clock_offset_s] how far its clock is ahead
 * @property {string} asked_at
 */

/**
 * @typedef {object} Device
 * @property {string} camera
 * @property {boolean} linked false: nothing else is there
 * @property {string | null} [address]
 * @property {string | null} [username]
 * @property {boolean | null} [has_password]
 * @property {string | null} [main_profile]
 * @property {string | null} [sub_profile]
 * @property {boolean} [events] what the camera itself sees begins events
 * @property {"off" | "starting" | "following" | "waiting" | "impossible"} [event_state]
 * @property {string | null} [event_problem]
 * @property {DeviceFacts | null} [facts]
 */

/** @typedef {Record<string, string | boolean | null>} DeviceLink by members; null clears */

/**
 * @typedef {object} DeviceProfile
 * @property {string} token
 * @property {string} name
 * @property {string} encoding
 * @property {number | null} [width]
 * @property {number | null} [height]
 * @property {number | null} [fps]
 * @property {number | null} [kilobits_per_second]
 * @property {boolean} sound
 * @property {boolean} ptz
 * @property {string | null} [stream_url]
 * @property {string | null} [snapshot_url]
 */

/**
 * @typedef {object} DeviceDetails
 * @property {string} address
 * @property {DeviceFacts} facts
 * @property {DeviceProfile[]} profiles
 * @property {string | null} [main_profile]
 * @property {string | null} [sub_profile]
 */

/** @typedef {{token: string, name: string}} Preset */

/** @typedef {{value?: number | null, min: number, max: number}} ImagingNumber */
/** @typedef {{value?: string | null, choices: string[]}} ImagingChoice */
/** @typedef {Record<string, ImagingNumber | ImagingChoice>} Imaging by what can be set */

/** @typedef {{min: number, max: number}} Bounds */
/** @typedef {{position?: number | null, moving?: boolean | null, absolute?: Bounds | null, relative?: Bounds | null, continuous?: Bounds | null}} Focus */

/** @typedef {{dhcp: boolean, servers: string[]}} NetworkServers */
/** @typedef {{token: string, name: string, mac: string, enabled: boolean, dhcp: boolean, address?: string | null, prefix?: number | null, ipv6: string[]}} NetworkInterface */

/**
 * @typedef {object} DeviceNetwork
 * @property {string | null} [hostname]
 * @property {NetworkInterface[]} interfaces
 * @property {string[]} gateways
 * @property {NetworkServers | null} [dns]
 * @property {NetworkServers | null} [ntp]
 * @property {{name: string, enabled: boolean, ports: number[]}[]} protocols
 */

/** @typedef {{name: string, level: string}} DeviceUser */
/** @typedef {{token: string, mode: string, idle: string}} Relay */
/** @typedef {{token: string, name: string, from?: string | null, to?: string | null}} HeldRecording */

/**
 * Found by asking everyone.
 * @typedef {object} FoundDevice
 * @property {string} address
 * @property {string} device_url
 * @property {string} name
 * @property {string} hardware
 * @property {boolean} online
 * @property {string | null} [camera] the one that it is already
 */

/**
 * Found by looking at an address.
 * @typedef {object} ScanResult
 * @property {string} address
 * @property {number} port
 * @property {"onvif" | "locked" | "rtsp"} kind
 * @property {boolean} auth_required
 * @property {number[]} rtsp_ports
 * @property {string | null} [device_url]
 * @property {string | null} [manufacturer]
 * @property {string | null} [model]
 * @property {string | null} [camera] the one that it is already
 * @property {string | null} [problem]
 */

/**
 * How looking for cameras stands.
 * @typedef {object} Discovery
 * @property {string[]} [networks] those that the recorder is in
 * @property {string | null} [problem]
 */

/** @typedef {{address: string, username?: string | null, password?: string | null}} DeviceLogin */

export {};
