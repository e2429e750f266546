extension KnownSettings {
    /// How cameras are watched.
    package struct Live: Sendable {
        package let defaultMode = Setting.text(
            "live.default_mode",
            .choice(["auto", "webcodecs", "mse", "hls", "ll-hls", "webrtc", "flv", "mjpeg"]),
            default: "auto",
            "How a camera is shown that does not say otherwise."
        )
        package let offersWebRTC = Setting.bool(
            "live.webrtc_enabled",
            default: true,
            "Whether cameras can be watched by WebRTC."
        )
        package let offersHLS = Setting.bool(
            "live.hls_enabled",
            default: true,
            "Whether cameras can be watched by HLS."
        ).inUse()
        package let mostHLSStreams = Setting.integer(
            "live.hls_max_streams",
            1...64,
            default: 16,
            unit: "streams",
            "How many streams are served by HLS at once."
        ).inUse()
        package let mostForeignHLSStreams = Setting.integer(
            "live.hls_max_foreign_streams",
            1...64,
            default: 4,
            unit: "streams",
            "How many of them those may watch at once who come by the API of another product."
        ).inUse()
        package let offersMSE = Setting.bool(
            "live.mse_enabled",
            default: true,
            "Whether cameras can be watched by fragmented MP4 over a WebSocket."
        ).inUse()
        package let mostTranscodes = Setting.integer(
            "live.transcode_max_streams",
            0...64,
            default: 4,
            unit: "streams",
            "How many streams are decoded and encoded anew at once, for those who cannot play what the camera sends. Each keeps "
                + "a processor busy in part."
        ).inUse()
        package let transcodeHeight = Setting.integer(
            "live.transcode_max_height",
            144...4320,
            default: 1080,
            unit: "pixels",
            "The greatest height of pictures that are encoded anew."
        ).inUse()
        package let isHLSQuick = Setting.bool(
            "live.low_latency_hls",
            default: false,
            "Whether HLS is served in parts, so that it lags behind less."
        ).inUse()
        package let webRTCTimeout = Setting.integer(
            "live.webrtc_connect_timeout_ms",
            1000...300_000,
            default: 30_000,
            unit: "milliseconds",
            "How long a viewer tries to connect by WebRTC."
        )
        package let webRTCRecovery = Setting.integer(
            "live.webrtc_recovery_timeout_ms",
            500...300_000,
            default: 5000,
            unit: "milliseconds",
            "How long a viewer waits for a connection that was lost, before it connects anew."
        )
        package let previewHeight = Setting.integer(
            "live.preview_max_height",
            144...4320,
            default: 720,
            unit: "pixels",
            "The greatest height of live pictures that are sent as JPEG."
        ).inUse()
        package let previewInterval = Setting.integer(
            "live.preview_frame_interval",
            1...100,
            default: 2,
            unit: "frames",
            "Of live pictures that are sent as JPEG: every n-th."
        ).inUse()
        package let previewQuality = Setting.integer(
            "live.preview_quality",
            1...100,
            default: 60,
            unit: "percent",
            "The quality of live pictures that are sent as JPEG."
        ).inUse()
        package let snapshotQuality = Setting.integer(
            "live.snapshot_quality",
            1...100,
            default: 90,
            unit: "percent",
            "The quality of snapshots that are made of a video stream."
        ).inUse()
    }

    /// How viewers by WebRTC find a way through the network.
    package struct ICE: Sendable {
        package let stunServers = Setting.list(
            "ice.stun_urls",
            of: .iceURL(schemes: ["stun", "stuns"]),
            atMost: 8,
            "Servers that tell a viewer his address. None by default: no stranger is asked."
        )
        package let turnServers = Setting.list(
            "ice.turn_urls",
            of: .iceURL(schemes: ["turn", "turns"]),
            atMost: 8,
            "Servers that relay where there is no direct way. They need the user name and the password too."
        )
        package let turnUsername = Setting.textOrNone("ice.turn_username", .line(256), "The user name at the relays.")
        package let turnPassword = SecretSetting("ice.turn_password", "The password at the relays.")
        package let externalAddress = Setting.textOrNone(
            "ice.external_address",
            .host,
            "The address of this recorder as seen from outside, where a router forwards to it."
        )
    }

    /// The recordings as a network drive.
    package struct WebDAV: Sendable {
        package let isEnabled = Setting.bool(
            "webdav.enabled",
            default: false,
            "Whether recordings can be read as a network drive."
        )
        package let path = Setting.text("webdav.path_prefix", .path, default: "/dav", "Where the drive begins.")
        package let isWritable = Setting.bool(
            "webdav.read_write",
            default: false,
            "Whether files can be put on the drive."
        )
    }
}
