/// Where the head of a recording has what is only known when the file ends, and what is written there then.
package struct ClosingFields: Hashable, Sendable {
    /// A few bytes to be written over others in the file.
    package struct Patch: Hashable, Sendable {
        package var offset: Int
        package var bytes: [UInt8]
    }

    /// Where `mvhd` has its duration, 4 bytes in ticks of track 0, from the file's start; 0 while the file grows.
    package internal(set) var movieDuration: Int
    /// Where 16 bytes wait for `mehd`; nil if none were reserved. Until then they are a `free` box, because a `mehd`
    /// of 0 is a film without length to some players, and no `mehd` at all is one that still grows.
    package internal(set) var extendsHeader: Int?
    /// Where the identity has its ``SegmentIdentity/Ending``; nil where there is no identity, or one of the first version.
    package internal(set) var ending: Int?

    private static let extendsHeaderLength: Int64 = 16

    init(movieDuration: Int) { self.movieDuration = movieDuration }

    /// Finds the fields in a file that was made earlier.
    ///
    /// - Parameter head: the file up to its first fragment: `ftyp` and `moov`.
    /// - Throws: where that is not the head of a recording of ours.
    package init(parsing head: Span<UInt8>) throws(MP4Error) {
        movieDuration = 0
        var boxes = BoxSequence(head, in: .moov)
        while let box = try boxes.next() {
            guard box.type == .moov else { continue }
            try parseMovie(boxes.body, at: boxes.bodyOffset)
        }
        guard movieDuration > 0 else { throw .noMovie }
    }

    private mutating func parseMovie(_ body: Span<UInt8>, at offset: Int) throws(MP4Error) {
        var boxes = BoxSequence(body, in: .moov)
        while let box = try boxes.next() {
            let start = offset + boxes.bodyOffset
            switch box.type {
            case .mvhd:
                // Version and flags, two times, the timescale.
                guard boxes.body.count >= 20, boxes.body[0] == 0 else { throw .malformed(.mvhd, "it is not ours") }
                movieDuration = start + 16
            case .mvex:
                var parts = BoxSequence(boxes.body, in: .mvex)
                guard let first = try parts.next(), first.type == .free || first.type == .mehd,
                    first.boxLength == Self.extendsHeaderLength
                else { continue }
                extendsHeader = start
            case .uuid where box.userType == SegmentIdentity.userType:
                let identity = try SegmentIdentity(parsing: boxes.body)
                guard identity.version >= 2 else { continue }
                var writer = BoxWriter()
                // The head of the box, with its user type, is in front of its body.
                ending = identity.write(to: &writer).map { start + $0 - box.length }
            default: break
            }
        }
    }

    /// What to write over the file when its length is known. Each patch by itself leaves a file that plays.
    ///
    /// - Parameters:
    ///   - duration: until the last sample of the longest track has been shown (``TrackRun/presentationEnd``), in ticks
    ///     of track 0: players cut off what lies beyond. More than 32 bits hold is written as the most they hold.
    ///   - ending: goes into the identity, if it has a place for it.
    package func patches(duration: Int64, ending value: SegmentIdentity.Ending? = nil) -> [Patch] {
        let ticks = UInt32(clamping: duration)
        var field = BoxWriter()
        field.uint32(ticks)
        var patches = [Patch(offset: movieDuration, bytes: field.bytes)]
        if let extendsHeader {
            var header = BoxWriter()
            header.fullBox(.mehd) { $0.uint32(ticks) }
            // Version 0 takes 16 bytes: a `free` box of the same length has stood there.
            patches.append(Patch(offset: extendsHeader, bytes: header.bytes))
        }
        if let ending, let value {
            patches.append(Patch(offset: ending, bytes: SegmentIdentity.Ending.bytes(of: value)))
        }
        return patches
    }
}
