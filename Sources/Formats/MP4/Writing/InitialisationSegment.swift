package import Media

/// `ftyp` and `moov` of a fragmented file (ISO/IEC 14496-12 §8.8): everything before its first fragment. Also what a
/// player of Media Source Extensions wants first.
///
/// Track `n` of the formats has the track id `n + 1`.
package struct InitialisationSegment: Hashable, Sendable {
    package let bytes: [UInt8]
    /// What is written over the file when it ends.
    package let closingFields: ClosingFields

    /// - Parameters:
    ///   - tracks: at least one; a video track goes first.
    ///   - identity: what the recording is, kept in a private box; nil for what is only streamed.
    ///   - reservesDuration: whether ``ClosingFields/patches(duration:ending:)`` will be wanted: for files, not for live streams.
    package init(tracks: [TrackFormat], identity: SegmentIdentity? = nil, reservesDuration: Bool = true) {
        var writer = BoxWriter(reservingCapacity: 1536)
        Self.writeFileType(to: &writer)
        var fields = ClosingFields(movieDuration: 0)
        writer.box(.moov) { writer in
            writer.fullBox(.mvhd) { writer in
                writer.zeros(8)  // creation and modification time: the catalogue and the identity know better
                writer.uint32(tracks.first?.timescale ?? 1000)
                fields.movieDuration = writer.bytes.count
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
                    fields.extendsHeader = writer.bytes.count
                    writer.box(.free) { $0.zeros(8) }
                }
                for (index, track) in tracks.enumerated() { Self.writeDefaults(of: track, index: index, to: &writer) }
            }
            fields.ending = identity?.write(to: &writer)
        }
        self.bytes = writer.bytes
        closingFields = fields
    }

    static func writeFileType(to writer: inout BoxWriter) {
        writer.box(.ftyp) { writer in
            // iso5 is the first brand with default-base-is-moof, iso6 the first with tfdt.
            writer.append("iso5")
            writer.uint32(512)
            writer.append("iso5iso6mp41")
        }
    }

    /// The `trex` box. The fragments say every value themselves, so these matter only to readers that insist on it.
    static func writeDefaults(of track: TrackFormat, index: Int, to writer: inout BoxWriter) {
        writer.fullBox(.trex) { writer in
            writer.uint32(UInt32(index + 1))
            writer.uint32(1)  // sample description
            writer.zeros(8)  // duration, size
            let flags: FragmentSample.Flags = track.isAlwaysKey ? .key : []
            writer.uint32(flags.sampleFlags)
        }
    }

    static func writeUnityMatrix(to writer: inout BoxWriter) {
        for value: UInt32 in [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000] { writer.uint32(value) }
    }
}
