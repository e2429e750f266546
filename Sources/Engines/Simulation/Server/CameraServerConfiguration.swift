package import RTSP

extension CameraServer {
    package struct Configuration: Sendable {
        package enum Delivery: String, Sendable, CaseIterable {
            /// An access unit in one write, as it reaches a receiver on a fast network.
            case bursts
            /// Each RTP packet in a write of its own, as from a camera on a slow link.
            case packets
        }

        package var cameras: [SimulatedCamera]
        package var host = "127.0.0.1"
        /// 0 for any that is free; see ``CameraServer/port``.
        package var port = 8554
        /// Nil lets everyone in. Asked for by Digest and Basic.
        package var credentials: RTSPCredentials?
        package var delivery = Delivery.bursts
        /// Whether each session begins with the clip's first picture. Else a camera's clip runs from the server's start,
        /// for everyone the same, and a session begins with the next key frame.
        package var startsAtPlay = false
        /// How many seconds of the clip are sent in a second.
        package var speed = 1.0
        /// A session sends so many pictures and stays silent then; nil for no end.
        package var videoUnitLimit: Int?
        /// Bytes that may wait for a client that does not read; then it is dropped.
        package var unsentLimit = 4 << 20
        /// A client that says nothing for so long is dropped.
        package var sessionTimeout = Duration.seconds(60)
        /// A file that gets the statistics as JSON each second and at the end; replaced as a whole.
        package var reportPath: String?

        package init(cameras: [SimulatedCamera]) { self.cameras = cameras }

        /// Checks what a person may have got wrong, and finds cameras by path.
        func camerasByPath() throws(CameraServerError) -> [String: SimulatedCamera] {
            var found: [String: SimulatedCamera] = [:]
            for camera in cameras {
                guard Self.isValid(path: camera.path) else { throw .invalidPath(camera.path) }
                guard found.updateValue(camera, forKey: camera.path) == nil else { throw .pathTaken(camera.path) }
            }
            guard (0...65_535).contains(port) else { throw .invalidPort(port) }
            guard (0.01...1000).contains(speed) else { throw .invalidSpeed(speed) }
            return found
        }

        private static func isValid(path: String) -> Bool {
            let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            let marks = Set("-._~".utf8)
            return parts.allSatisfy { part in
                !part.isEmpty
                    && part.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                            UInt8(ascii: "0")...UInt8(ascii: "9"):
                            true
                        default: marks.contains(byte)
                        }
                    }
            }
        }
    }
}
