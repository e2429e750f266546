extension KnownSettings {
    /// What counts for cameras whose detection does not say otherwise.
    package struct Detection: Sendable {
        package let isEnabled = Setting.bool(
            "detection.enabled",
            default: false,
            "Whether pictures are looked at for people, vehicles and animals."
        )
        package let model = Setting.textOrNone(
            "detection.model",
            .line(200),
            "The model that looks at the pictures; none for the one that comes with the program."
        )
        package let hardware = Setting.text(
            "detection.hardware",
            .choice(["auto", "cpu", "tpu"]),
            default: "auto",
            "What the model runs on."
        )
        package let serverURL = Setting.textOrNone(
            "detection.api_url",
            .url,
            "The server that looks at the pictures instead of a model of one's own."
        )
        package let threshold = Setting.number(
            "detection.threshold",
            0...1,
            default: 0.5,
            "How sure it must be that something is what it looks like, from 0 to 1."
        )
        package let overlap = Setting.number(
            "detection.iou_threshold",
            0...1,
            default: 0.45,
            "How much two boxes overlap that are one thing, from 0 to 1."
        )
        package let interval = Setting.integer(
            "detection.interval_seconds",
            1...3600,
            default: 10,
            unit: "seconds",
            "How often a picture is looked at."
        )
        package let before = Setting.integer(
            "detection.pre_buffer_seconds",
            0...60,
            default: 5,
            unit: "seconds",
            "How much is recorded from before something was found."
        )
        package let after = Setting.integer(
            "detection.post_buffer_seconds",
            0...300,
            default: 10,
            unit: "seconds",
            "How much is recorded after it is gone."
        )
        package let grace = Setting.integer(
            "detection.grace_period_seconds",
            0...60,
            default: 2,
            unit: "seconds",
            "How long something may be out of sight and still be the same."
        )
        package let motionInterval = Setting.integer(
            "detection.motion_frame_interval",
            1...100,
            default: 3,
            unit: "frames",
            "Of the pictures that are looked at for motion: every n-th."
        )
        package let motionHeight = Setting.integer(
            "detection.motion_height",
            64...2160,
            default: 180,
            unit: "pixels",
            "The height to which pictures are shrunk before they are looked at for motion."
        )
        package let similarity = Setting.number(
            "detection.scene_threshold",
            0...1,
            default: 0.9,
            "How alike to what it was a scene must stay, from 0 to 1, not to count as changed."
        )
        package let baselineDecay = Setting.number(
            "detection.baseline_decay",
            0.001...1,
            default: 0.1,
            "How quickly what is usual at a camera is forgotten; 1 never."
        )
        package let baselineWindow = Setting.integer(
            "detection.baseline_window_days",
            1...365,
            default: 30,
            unit: "days",
            "How far back what is usual at a camera reaches."
        )
        package let baselineSamples = Setting.integer(
            "detection.baseline_min_samples",
            1...100_000,
            default: 10,
            "How often something must have been seen before anything counts as unusual."
        )
        package let anomaly = Setting.number(
            "detection.anomaly_deviations",
            0...100,
            default: 2,
            "How many standard deviations from the usual something is unusual."
        )
    }

    /// How cameras in the network are found.
    package struct Discovery: Sendable {
        package let isEnabled = Setting.bool(
            "discovery.enabled",
            default: false,
            "Whether new cameras are looked for by ONVIF all the time."
        ).inUse()
        package let interval = Setting.integer(
            "discovery.interval_seconds",
            30...3600,
            default: 300,
            unit: "seconds",
            "How often new cameras are looked for."
        ).inUse()
        package let network = Setting.textOrNone(
            "discovery.network",
            .network,
            "A network whose addresses are asked one by one besides; none for the machine's own networks alone."
        ).inUse()
    }

    /// How people and their sessions are treated.
    package struct Security: Sendable {
        package let sessionIdle = Setting.integer(
            "security.session_idle_hours",
            1...8760,
            default: 168,
            unit: "hours",
            "How long somebody stays signed in who does nothing."
        ).inUse()
        package let sessionAbsolute = Setting.integer(
            "security.session_absolute_hours",
            1...8760,
            default: 720,
            unit: "hours",
            "How long somebody stays signed in at most."
        ).inUse()
        package let token = Setting.integer(
            "security.token_hours",
            1...8760,
            default: 48,
            unit: "hours",
            "How long a token counts that a program was given."
        ).inUse()
        package let trustedDevice = Setting.integer(
            "security.trusted_device_days",
            0...365,
            default: 30,
            unit: "days",
            "How long a device needs no second factor that has shown it once; 0 for not at all."
        )
        package let wantsFactorAtOnce = Setting.bool(
            "security.second_factor_with_password",
            default: false,
            "Whether the code of the second factor must come along with the password, so that nobody learns that the "
                + "password alone was right."
        )
    }
}
