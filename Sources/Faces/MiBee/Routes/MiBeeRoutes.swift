import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

/// All calls of the document. Those of `awaited` are answered 501, after who asks was found to be allowed to.
struct MiBeeRoutes {
    let recorder: Recorder
    /// The listener's address.
    let listen: String

    init(_ recorder: Recorder, listen: String) {
        self.recorder = recorder
        self.listen = listen
    }

    var all: [Endpoint] { built + awaited }

    /// Those that do what the document says.
    var built: [Endpoint] {
        system + cameras + devices + discovery + watching + recordings + archives + settings + backups + xiaomi
    }
}

extension Response {
    /// `{"status": …}`
    static func mibee(status: String) throws -> Response { try .json(MiBeeStatusMessage(status: status)) }
}
