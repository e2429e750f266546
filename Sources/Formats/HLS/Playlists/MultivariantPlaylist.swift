package import Media

/// The list of the media playlists of one camera, main and sub stream, among which a player chooses (RFC 8216 §4.3.4). RFC
/// 8216 calls it the master playlist.
package struct MultivariantPlaylist: Hashable, Sendable {
    package struct Variant: Hashable, Sendable {
        /// Of its media playlist, relative to this one. Not empty.
        package var uri: String
        /// The highest bit rate of any segment, in bits per second, with what the container adds.
        package var bandwidth: Int
        /// The average bit rate, likewise.
        package var averageBandwidth: Int?
        /// Of every track that its segments carry, as RFC 6381 writes them.
        package var codecs: [String]
        package var resolution: PictureSize?
        /// Pictures per second; left out where it is not more than 0 and not less than 1000.
        package var frameRate: Double?

        package init(
            _ uri: String,
            bandwidth: Int,
            averageBandwidth: Int? = nil,
            codecs: [String],
            resolution: PictureSize? = nil,
            frameRate: Double? = nil
        ) {
            self.uri = uri
            self.bandwidth = bandwidth
            self.averageBandwidth = averageBandwidth
            self.codecs = codecs
            self.resolution = resolution
            self.frameRate = frameRate
        }
    }

    /// A player begins with the first.
    package var variants: [Variant]

    /// Whether every segment of every variant can be decoded by itself: EXT-X-INDEPENDENT-SEGMENTS.
    package var areIndependent = true
    /// For people: comments, which no player reads.
    package var remarks: [String] = []

    package init(_ variants: [Variant]) { self.variants = variants }

    /// What a client gets.
    package var text: String {
        var lines = PlaylistLines(version: 3)
        for remark in remarks { lines.comment(remark) }
        if areIndependent { lines.tag("EXT-X-INDEPENDENT-SEGMENTS") }
        for variant in variants {
            lines.tag("EXT-X-STREAM-INF", attributes: variant.attributes)
            lines.uri(variant.uri)
        }
        return lines.text
    }
}

extension MultivariantPlaylist.Variant {
    fileprivate var attributes: AttributeList {
        var list = AttributeList()
        list.add("BANDWIDTH", max(1, bandwidth))
        if let averageBandwidth { list.add("AVERAGE-BANDWIDTH", max(1, averageBandwidth)) }
        if !codecs.isEmpty { list.add("CODECS", quoted: codecs.joined(separator: ",")) }
        if let resolution { list.add("RESOLUTION", symbol: "\(resolution.width)x\(resolution.height)") }
        if let frameRate, frameRate > 0, frameRate < 1000 {
            // At most three decimals (§4.3.4.2).
            let thousandths = Int64((frameRate * 1000).rounded())
            list.add("FRAME-RATE", symbol: PlaylistDuration.text(microseconds: thousandths * 1000))
        }
        return list
    }
}
