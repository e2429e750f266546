package import Media
import NIOCore
package import Stream

/// Parts of `multipart/x-mixed-replace`, of cameras that send JPEG themselves: a picture a part, without sound.
package struct PicturePartBuilder: RenditionBuilder {
    /// Between the parts.
    package static let boundary = "frame"

    private var videoTrack: Int?
    private var timescale: UInt32 = 90_000
    private var zero: MediaTicks?

    package init() {}

    /// Whether a stream of this picture can be carried.
    package static func carries(_ video: TrackFormat) -> Bool {
        if case .jpeg = video { true } else { false }
    }

    package mutating func build(_ items: [StreamItem], into output: inout [RenditionItem]) {
        for item in items {
            switch item {
            case .format(let format): begin(format, into: &output)
            case .unit(let unit): add(unit, into: &output)
            case .skipped, .interrupted, .ended: passOn(item, into: &output)
            }
        }
    }

    private mutating func begin(_ format: StreamFormat, into output: inout [RenditionItem]) {
        zero = nil
        videoTrack = format.videoTrack.flatMap { Self.carries(format.tracks[$0]) ? $0 : nil }
        guard let videoTrack else {
            output.append(unsuitable(format.videoTrack.map { [format.tracks[$0]] } ?? format.tracks))
            return
        }
        timescale = format.tracks[videoTrack].timescale
        output.append(.start(RenditionStart(format: format, carried: [videoTrack])))
    }

    private mutating func add(_ unit: AccessUnit, into output: inout [RenditionItem]) {
        guard unit.track == videoTrack else { return }
        let zero = self.zero ?? unit.decodeTime
        self.zero = zero
        let head = "Content-Type: image/jpeg\r\nContent-Length: \(unit.payload.count)\r\n\r\n"
        // The next part's boundary comes at once: browsers show a picture only when they have seen it.
        let tail = "\r\n--\(Self.boundary)\r\n"
        var bytes = ByteBuffer()
        bytes.reserveCapacity(head.utf8.count + unit.payload.count + tail.utf8.count)
        bytes.writeString(head)
        unit.payload.withUnsafeBytes { _ = bytes.writeBytes($0) }
        bytes.writeString(tail)
        output.append(
            .unit(
                RenditionUnit(
                    bytes: bytes,
                    flags: [.entry, .disposable],
                    seconds: Double(unit.decodeTime - zero) / Double(timescale),
                    arrival: unit.arrival,
                    wall: unit.wall
                )
            )
        )
    }
}
