package import Media
package import NIOCore
package import Stream

/// What stands in a rendition's log, in order: made once, and shared by all its viewers.
package enum RenditionItem: Sendable {
    /// A new time line: a player throws away what it knew.
    case start(RenditionStart)
    case unit(RenditionUnit)
    /// So many units are missing for everyone, because the rendition itself was too slow. The next unit is one that a
    /// viewer can begin with.
    case dropped(units: Int)
    /// The camera now sends what this kind of rendition cannot carry; another start follows when that changes.
    case unsuitable(sentence: String)
    /// The camera is gone for now; another start follows when it is back.
    case interrupted(Interruption)
    /// Nothing more will come.
    case ended
}

/// The beginning of a time line, as a viewer must know it before the first unit.
package struct RenditionStart: Sendable {
    /// What the camera sends.
    package var format: StreamFormat
    /// Indices of those of its tracks that this rendition carries.
    package var carried: [Int]
    /// The media type with its codecs; empty where the form has none.
    package var mime: String
    /// What is sent before the first unit; may be empty.
    package var bytes: ByteBuffer
    package var detail: (any RenditionDetail)?

    package init(
        format: StreamFormat,
        carried: [Int],
        mime: String = "",
        bytes: ByteBuffer = ByteBuffer(),
        detail: (any RenditionDetail)? = nil
    ) {
        self.format = format
        self.carried = carried
        self.mime = mime
        self.bytes = bytes
        self.detail = detail
    }

    /// The tracks that are left out.
    package var leftOut: [TrackFormat] {
        format.tracks.indices.filter { !carried.contains($0) }.map { format.tracks[$0] }
    }
}

/// One access unit as it goes over the wire, whole: a fragment, a frame with its header, or a run of RTP packets.
package struct RenditionUnit: Sendable {
    package struct Flags: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// A viewer can begin here: a key frame; of a stream without pictures each block of sound.
        package static let entry = Flags(rawValue: 1)
        /// Nothing that follows needs it: it may be left out for a slow viewer.
        package static let disposable = Flags(rawValue: 2)
        /// Beside the media: no part of the time line.
        package static let aside = Flags(rawValue: 4)
    }

    /// Ready for the wire, and never changed: a write to a viewer keeps it alive and copies nothing.
    package var bytes: ByteBuffer
    package var flags: Flags
    /// When it is decoded, in seconds from the start of the rendition's time line.
    package var seconds: Double
    /// When it reached us.
    package var arrival: MonotonicTime
    /// Our estimate of the time of day that it is of.
    package var wall: WallTime
    package var detail: (any RenditionDetail)?

    package init(
        bytes: ByteBuffer,
        flags: Flags,
        seconds: Double,
        arrival: MonotonicTime,
        wall: WallTime,
        detail: (any RenditionDetail)? = nil
    ) {
        self.bytes = bytes
        self.flags = flags
        self.seconds = seconds
        self.arrival = arrival
        self.wall = wall
        self.detail = detail
    }
}

/// What the builder of a form tells those who send it, beside the bytes.
package protocol RenditionDetail: AnyObject, Sendable {}
