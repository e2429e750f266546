/// How a stream of a device is encoded, and what the device takes.
package struct EncoderView: Hashable, Sendable {
    package struct Size: Hashable, Sendable {
        package var width: Int
        package var height: Int
    }

    package var token: String
    package var name: String
    /// "H264", "H265", "JPEG".
    package var encoding: String
    package var size: Size?
    package var framesPerSecond: Double?
    /// Kilobits a second.
    package var bitrate: Int?
    /// Pictures from one key frame to the next.
    package var groupLength: Int?
    package var quality: Double?
    /// What the device takes for this encoding; empty or nil where it does not say.
    package var sizes: [Size] = []
    package var frameRates: [Double] = []
    package var bitrates: ClosedRange<Int>?
    package var groupLengths: ClosedRange<Int>?
}

/// What shall be different about it: a member that is nil stays as it is.
package struct EncoderChange: Hashable, Sendable {
    package var width: Int?
    package var height: Int?
    package var framesPerSecond: Double?
    package var bitrate: Int?
    package var groupLength: Int?
    package var quality: Double?

    package init() {}

    func check() throws(DomainError) {
        let numbers: [(String, Double?, ClosedRange<Double>)] = [
            ("width", width.map(Double.init), 16...16_384), ("height", height.map(Double.init), 16...16_384),
            ("fps", framesPerSecond, 0.1...240), ("bitrate", bitrate.map(Double.init), 1...1_000_000),
            ("key_frame_interval", groupLength.map(Double.init), 1...1_000), ("quality", quality, 0...1_000),
        ]
        for (name, value, range) in numbers {
            guard let value, !range.contains(value) else { continue }
            throw DomainError(
                .invalid,
                "\(name) is a number from \(range.lowerBound) to \(range.upperBound).",
                member: name
            )
        }
        guard (width == nil) == (height == nil) else {
            throw DomainError(.invalid, "width and height go together.", member: width == nil ? "width" : "height")
        }
    }
}
