extension KnownSettings {
    /// The broker through which homes are automated.
    package struct MQTT: Sendable {
        package let isEnabled = Setting.bool("mqtt.enabled", default: false, "Whether the broker is connected to.")
        package let host = Setting.textOrNone("mqtt.host", .host, "Where the broker is.")
        package let port = Setting.integer("mqtt.port", 1...65_535, default: 1883, "The port of the broker.")
        package let username = Setting.textOrNone("mqtt.username", .line(256), "The user name at the broker.")
        package let password = SecretSetting("mqtt.password", "The password at the broker.")
        package let clientID = Setting.text(
            "mqtt.client_id",
            .topic,
            default: "nightjar",
            "The name of this recorder at the broker, where no two may be called the same."
        )
        package let topicPrefix = Setting.text(
            "mqtt.topic_prefix",
            .topic,
            default: "nightjar",
            "What all topics begin with."
        )
        package let usesTLS = Setting.bool("mqtt.tls_enabled", default: false, "Whether the connection is encrypted.")
        package let acceptsAnyCertificate = Setting.bool(
            "mqtt.accept_self_signed",
            default: false,
            "Whether a broker is believed whose certificate nobody vouches for."
        )
        package let keepAlive = Setting.integer(
            "mqtt.keepalive_seconds",
            5...65_535,
            default: 60,
            unit: "seconds",
            "How often the broker is told that the recorder lives."
        )
        package let quality = Setting.integer(
            "mqtt.qos",
            0...2,
            default: 1,
            "How surely a message arrives: 0 at most once, 1 at least once, 2 exactly once."
        )
        package let retains = Setting.bool(
            "mqtt.retain",
            default: false,
            "Whether the broker keeps the last message for those who come later."
        )
        package let telemetryInterval = Setting.integer(
            "mqtt.telemetry_interval_seconds",
            5...3600,
            default: 60,
            unit: "seconds",
            "How often a message tells how the recorder does."
        )
        package let takesCommands = Setting.bool(
            "mqtt.commands_enabled",
            default: false,
            "Whether messages can control the recorder."
        )
        package let discovers = Setting.bool(
            "mqtt.discovery_enabled",
            default: false,
            "Whether the cameras announce themselves to Home Assistant."
        )
        package let discoveryPrefix = Setting.text(
            "mqtt.discovery_prefix",
            .topic,
            default: "homeassistant",
            "What the topics begin with on which Home Assistant listens."
        )
        package let snapshotInterval = Setting.integer(
            "mqtt.snapshot_interval_seconds",
            0...86_400,
            default: 30,
            unit: "seconds",
            "How often a picture of each camera is sent; 0 for never."
        )
    }

    /// Where events are posted to.
    package struct Webhook: Sendable {
        package let url = Setting.textOrNone(
            "webhook.url",
            .remoteURL,
            "Where events are posted of a camera that does not say otherwise; none for nowhere."
        )
    }

    /// Where and how mail about events is sent.
    package struct Email: Sendable {
        package let server = Setting.textOrNone("email.server", .host, "The server that takes mail; none for no mail.")
        package let port = Setting.integer("email.port", 1...65_535, default: 587, "The port of the server.")
        package let username = Setting.textOrNone("email.username", .line(256), "The user name at the server.")
        package let password = SecretSetting("email.password", "The password at the server.")
        package let sender = Setting.textOrNone("email.from", .email, "Whom the mail comes from.")
        package let recipient = Setting.textOrNone("email.recipient", .email, "Who gets the mail.")
        package let checksCertificate = Setting.bool(
            "email.verify_certificate",
            default: true,
            "Whether the certificate of the server must be good."
        )
        package let attachesPicture = Setting.bool(
            "email.attach_picture",
            default: true,
            "Whether a picture of the event comes along."
        )
    }

    /// Where and how messages about events are sent.
    package struct Telegram: Sendable {
        package let token = SecretSetting("telegram.bot_token", "The token of the bot that sends the messages.")
        package let chat = Setting.textOrNone("telegram.chat_id", .line(100), "The chat that gets the messages.")
        package let proxy = Setting.textOrNone("telegram.proxy_url", .url, "A proxy on the way; none for no proxy.")
        package let retries = Setting.integer(
            "telegram.retries",
            0...10,
            default: 3,
            "How often a message is tried again that did not get through."
        )
        package let retryDelay = Setting.integer(
            "telegram.retry_delay_seconds",
            1...300,
            default: 2,
            unit: "seconds",
            "The pause before a message is tried again."
        )
        package let attachesPicture = Setting.bool(
            "telegram.attach_picture",
            default: true,
            "Whether a picture of the event comes along."
        )
    }
}
