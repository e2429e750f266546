package import HTTPAuthentication

extension CameraServer {
    package struct Configuration: Sendable {
        package enum Delivery: String, Sendable, CaseIterable {
            /// An access unit in one write, as it reaches a receiver on a fast network.
            case bursts
            /// Each RTP packet in a write of its own, as from a camera on a slow link.
            case packets
        }

        /// The ways on which packets go to clients of RTSP.
        package enum Transports: String, Sendable, CaseIterable {
            case both
            /// Within the RTSP connection.
            case interleaved = "tcp-only"
            case datagrams = "udp-only"
        }

        package enum Security: String, Sendable, CaseIterable {
            case none = "off"
            /// TLS with a certificate that nobody vouches for, new with each start: RTSPS, HTTPS, and no UDP.
            case selfSigned = "self-signed"
        }

        package struct Address: Hashable, Sendable {
            package var host: String
            /// 0 for any that is free.
            package var port: Int

            package init(host: String, port: Int) {
                self.host = host
                self.port = port
            }
        }

        package var cameras: [SimulatedCamera]
        package var host = "127.0.0.1"
        /// 0 for any that is free; see ``CameraServer/port``.
        package var port = 8554
        /// Where pictures of Motion JPEG are had over HTTP as well; nil for nowhere.
        package var http: Address?
        /// Where all cameras together are an ONVIF device; nil for nowhere.
        package var onvif: Address?
        /// Where that device is looked for by WS-Discovery; nil where it is not to be found.
        package var discovery: Address?
        /// How often something moves in front of that device; nil for never by itself.
        package var motionInterval: Duration?
        package var transports = Transports.both
        package var security = Security.none
        /// How many of a hundred datagrams are lost, and how many are overtaken by others; the same in every run with the
        /// same seed.
        package var loss = 0.0
        package var reordering = 0.0
        package var seed: UInt64 = 1
        package var oddities = OddityPlan()
        /// Nil lets everyone in. Asked for by Digest and Basic.
        package var credentials: HTTPCredentials?
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
            for port in [port, http?.port, onvif?.port, discovery?.port].compactMap({ $0 }) {
                guard (0...65_535).contains(port) else { throw .invalidPort(port) }
            }
            for percent in [loss, reordering] {
                guard (0...100).contains(percent) else { throw .invalidPercentage(percent) }
            }
            guard security == .none || transports != .datagrams else { throw .datagramsAreOpen }
            guard (0.01...1000).contains(speed) else { throw .invalidSpeed(speed) }
            return found
        }

        static func isValid(path: String) -> Bool {
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
