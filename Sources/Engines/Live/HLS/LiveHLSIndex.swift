import HLS
package import Media

/// The list of a camera's streams, from which a player chooses.
package struct LiveHLSIndex: Sendable {
    /// One of them.
    package struct Entry: Sendable {
        /// Of its media playlist, relative to the list.
        package var uri: String
        package var flavour: LiveHLSFlavour
        package var format: StreamFormat
        /// As measured; 0 where it is not known yet.
        package var bitsPerSecond: Int
        /// The codec of the picture, where it is encoded anew (RFC 6381); nil where it is that of the format.
        package var pictureCodec: String?

        package init(
            uri: String,
            flavour: LiveHLSFlavour,
            format: StreamFormat,
            bitsPerSecond: Int,
            pictureCodec: String? = nil
        ) {
            self.uri = uri
            self.flavour = flavour
            self.format = format
            self.bitsPerSecond = bitsPerSecond
            self.pictureCodec = pictureCodec
        }
    }

    /// A player begins with the first.
    package var entries: [Entry]

    package init(_ entries: [Entry]) { self.entries = entries }

    package var text: String {
        var list = MultivariantPlaylist(entries.map(\.variant))
        // Each media playlist says that of its own segments.
        list.areIndependent = false
        list.remarks = entries.flatMap { entry in
            entry.leftOut.map { "\(entry.uri): the sound is \($0), which HLS cannot carry; it is left out." }
        }
        return list.text
    }

    /// The tracks that a stream has now; nil where the camera has not sent any yet, or is gone.
    package static func format(of source: LiveHLSSource) -> StreamFormat? { LiveHLSReader.format(of: source.ring) }
}

extension LiveHLSIndex.Entry {
    private var carried: [TrackFormat] { format.tracks.filter(isCarried) }

    private func isCarried(_ track: TrackFormat) -> Bool {
        track.kind == .video && pictureCodec != nil || flavour.carries(track)
    }

    /// The names of the codecs of what is not there.
    fileprivate var leftOut: [String] { format.tracks.filter { !isCarried($0) }.map(\.codec.name) }

    fileprivate var variant: MultivariantPlaylist.Variant {
        let size = carried.lazy.compactMap(\.pictureSize).first
        // A guess on the high side: two bits a second for each pixel.
        let guess = size.map { $0.width * $0.height * 2 } ?? 128_000
        let average = bitsPerSecond > 0 ? bitsPerSecond : guess
        return MultivariantPlaylist.Variant(
            uri,
            // Of a segment with the largest key frames, and of what the container adds.
            bandwidth: average + average / 2,
            averageBandwidth: bitsPerSecond > 0 ? average : nil,
            codecs: carried.map { $0.kind == .video ? pictureCodec ?? $0.codec.codecString : $0.codec.codecString },
            resolution: size
        )
    }
}
