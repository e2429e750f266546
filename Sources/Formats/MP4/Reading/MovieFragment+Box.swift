extension MovieFragment {
    /// Reads a whole `moof` box, head included.
    ///
    /// - Parameters:
    ///   - box: from the box's first byte on; what follows it is passed over.
    ///   - offset: where the box begins in the file.
    ///   - tracks: of the film; runs of other tracks are left out.
    /// - Returns: nil where `box` ends before the box does: ``length(ofBox:)`` tells how much there must be.
    package static func parse(
        box: Span<UInt8>,
        at offset: Int64,
        tracks: [MovieTrack]
    ) throws(MP4Error) -> MovieFragment? {
        let header = try header(ofBox: box)
        guard let header, header.boxLength <= Int64(box.count) else { return nil }
        return try parse(box.extracting(header.length..<Int(header.boxLength)), at: offset, tracks: tracks)
    }

    /// Bytes of the `moof` box that begins here, head included; nil where there are too few to tell.
    package static func length(ofBox box: Span<UInt8>) throws(MP4Error) -> Int? {
        let limit = ScanLimits().fragmentHeaderLength
        guard let header = try header(ofBox: box) else { return nil }
        guard header.boxLength <= limit else { throw .tooLarge(.moof, "\(header.boxLength) bytes") }
        return Int(header.boxLength)
    }

    private static func header(ofBox box: Span<UInt8>) throws(MP4Error) -> BoxHeader? {
        guard let header = try BoxHeader.parse(box, available: .max) else { return nil }
        guard header.type == .moof else { throw .malformed(header.type, "a fragment should begin here") }
        return header
    }
}
