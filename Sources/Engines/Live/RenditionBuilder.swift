package import Media
package import NIOCore
package import Stream

/// Makes a rendition's items of what the camera sends: a value without input or output, used by one task at a time.
package protocol RenditionBuilder: Sendable {
    /// Appends what is to be sent for these items, in their order. A format gives a start, or says that it is unsuitable;
    /// what is not of media is passed on (``passOn(_:into:)``).
    mutating func build(_ items: [StreamItem], into output: inout [RenditionItem])

    /// How metadata goes into this rendition; nil where it does not.
    func unit(of metadata: LiveMetadata, arrival: MonotonicTime) -> RenditionUnit?
}

extension RenditionBuilder {
    package func unit(of metadata: LiveMetadata, arrival: MonotonicTime) -> RenditionUnit? { nil }

    /// What is the same in every rendition.
    package func passOn(_ item: StreamItem, into output: inout [RenditionItem]) {
        switch item {
        case .skipped(let skipped): output.append(.dropped(units: skipped.units))
        case .interrupted(let interruption): output.append(.interrupted(interruption))
        case .ended: output.append(.ended)
        case .format, .unit: break
        }
    }

    /// The sentence for a stream of codecs that a rendition has no place for.
    package func unsuitable(_ tracks: [TrackFormat]) -> RenditionItem {
        let names = tracks.map(\.codec.name).joined(separator: " and ")
        return .unsuitable(
            sentence: "The camera sends \(names.isEmpty ? "nothing" : names), which cannot be played here."
        )
    }
}

/// What was found in a camera's picture, for those who take it beside the picture.
package struct LiveMetadata: Sendable {
    /// One JSON text.
    package var json: ByteBuffer
    /// Of the picture that it was found in.
    package var wall: WallTime

    /// The longest text that is passed on, in bytes.
    package static let longest = 64 * 1024

    package init(json: ByteBuffer, wall: WallTime) {
        self.json = json
        self.wall = wall
    }
}
