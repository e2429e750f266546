package import Media

/// `ftyp` and `moov` of a fragmented file (ISO/IEC 14496-12 §8.8): everything before its first fragment. Also what a
/// player of Media Source Extensions wants first.
///
/// Track `n` of the formats has the track id `n + 1`.
package struct InitialisationSegment: Hashable, Sendable {
    /// A few bytes to be written over others in the file.
    package struct Patch: Hashable, Sendable {
        package var offset: Int
        package var bytes: [UInt8]
    }

    package let bytes: [UInt8]
    /// Where `mvhd` has its duration, 4 bytes in ticks of track 0, from the file's start; 0 while the file grows.
    package let movieDurationOffset: Int
    /// Where 16 bytes wait for `mehd`; nil if none were reserved. Until then they are a `free` box, because a `mehd`
    /// of 0 is a film without length to some players, and no `mehd` at all is one that still grows.
    package let extendsHeaderOffset: Int?

    /// - Parameters:
    ///   - tracks: at least one; a video track goes first.
    ///   - identity: what the recording is, kept in a private box; nil for what is only streamed.
    ///   - reservesDuration: whether ``durationPatches(_:)`` will be wanted: for files, not for live streams.
    package init(tracks: [TrackFormat], identity: SegmentIdentity? = nil, reservesDuration: Bool = true) {
        var writer = BoxWriter(reservingCapacity: 1536)
        Self.writeFileType(to: &writer)
        var movieDurationOffset = 0
        var extendsHeaderOffset: Int?
        writer.box(.moov) { writer in
            writer.fullBox(.mvhd) { writer in
                writer.zeros(8)  // creation and modification time: the catalogue and the identity know better
                writer.uint32(tracks.first?.timescale ?? 1000)
                movieDurationOffset = writer.bytes.count
                writer.uint32(0)
                writer.uint32(0x1_0000)  // rate 1.0
                writer.uint16(0x100)  // volume 1.0
                writer.zeros(10)
                Self.writeUnityMatrix(to: &writer)
                writer.zeros(24)
                writer.uint32(UInt32(tracks.count + 1))  // next track id
            }
            for (index, track) in tracks.enumerated() {
                TrackWriter(format: track, id: UInt32(index + 1)).write(to: &writer)
            }
            writer.box(.mvex) { writer in
                if reservesDuration {
                    extendsHeaderOffset = writer.bytes.count
                    writer.box(.free) { $0.zeros(8) }
                }
                for (index, track) in tracks.enumerated() { Self.writeDefaults(of: track, index: index, to: &writer) }
            }
            identity?.write(to: &writer)
        }
        self.bytes = writer.bytes
        self.movieDurationOffset = movieDurationOffset
        self.extendsHeaderOffset = extendsHeaderOffset
    }

    /// What to write over the file when its length is known. Each patch by itself leaves a file that plays.
    ///
    /// - Parameter duration: until the last sample of the longest track has been shown
    ///   (``TrackRun/presentationEnd``), in ticks of track 0: players cut off what lies beyond. More than 32 bits hold
    ///   is written as the most they hold.
    package func durationPatches(_ duration: Int64) -> [Patch] {
        let value = UInt32(clamping: duration)
        var field = BoxWriter()
        field.uint32(value)
        var patches = [Patch(offset: movieDurationOffset, bytes: field.bytes)]
        if let extendsHeaderOffset {
            var header = BoxWriter()
            header.fullBox(.mehd) { $0.uint32(value) }
            patches.append(Patch(offset: extendsHeaderOffset, bytes: header.bytes))
        }
        return patches
    }

    private static func writeFileType(to writer: inout BoxWriter) {
        writer.box(.ftyp) { writer in
            // iso5 is the first brand with default-base-is-moof, iso6 the first with tfdt.
            writer.append("iso5")
            writer.uint32(512)
            writer.append("iso5iso6mp41")
        }
    }

    /// The `trex` box. The fragments say every value themselves, so these matter only to readers that insist on it.
    private static func writeDefaults(of track: TrackFormat, index: Int, to writer: inout BoxWriter) {
        writer.fullBox(.trex) { writer in
            writer.uint32(UInt32(index + 1))
            writer.uint32(1)  // sample description
            writer.zeros(8)  // duration, size
            let flags: FragmentSample.Flags = track.kind == .audio ? .key : []
            writer.uint32(flags.sampleFlags)
        }
    }

    static func writeUnityMatrix(to writer: inout BoxWriter) {
        for value: UInt32 in [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000] { writer.uint32(value) }
    }
}
