package import Media

/// Puts the access units of a stream into an MPEG-2 transport stream of one programme (ISO/IEC 13818-1), as HLS wants its
/// segments: each begins with the tables and a key frame, and can be decoded by itself; the continuity counters go on from
/// one to the next.
///
/// A value: times, counters and nothing else. What it writes is appended to the caller's buffer, without an allocation per
/// packet or per unit once that has grown. A new format is a new time line: a new muxer, and a discontinuity in the playlist.
package struct TransportMuxer: Sendable {
    private struct Track: Sendable {
        let framing: any ElementaryFraming
        let identifier: UInt16
        let timescale: UInt32
        var continuity = ContinuityCounter()
        /// The next packet is to say that what came before does not count.
        var beginsAnew = false
    }

    /// By the stream's index; nil where a track is left out.
    private var tracks: [Track?]
    /// The track that segments begin with, and that carries the clock: the video, or else the sound.
    package let leadingTrack: Int
    private var tables: ProgramTables
    private var clock = ProgramClock()
    private var hasBegun = false
    /// The PES header of the unit being written, and what stands before its payload. Kept for its memory.
    private var head: [UInt8] = []

    /// - Throws: ``MPEGTSError/nothingToCarry(_:)``. Tracks that cannot be carried, while others can, are left out.
    ///
    /// - Parameter beginsAnew: what it writes may be played behind what another has written: the first packet of each track
    ///   says that its counter does not go on.
    package init(_ format: StreamFormat, beginsAnew: Bool = false) throws(MPEGTSError) {
        let tracks: [Track?] = format.tracks.map { track in
            track.elementaryFraming.map {
                Track(
                    framing: $0,
                    identifier: track.kind == .video ? 0x100 : 0x101,
                    timescale: track.timescale,
                    beginsAnew: beginsAnew
                )
            }
        }
        let carried = tracks.indices.filter { tracks[$0] != nil }
        let video = carried.first { format.tracks[$0].kind == .video }
        guard let leading = video ?? carried.first, let leader = tracks[leading] else {
            throw .nothingToCarry(format.tracks.map(\.codec.name))
        }
        self.tracks = tracks
        leadingTrack = leading
        tables = ProgramTables(
            streams: tracks.compactMap { track in
                track.map {
                    ProgramTables.Stream(
                        type: $0.framing.streamType,
                        identifier: $0.identifier,
                        descriptors: $0.framing.descriptors
                    )
                }
            },
            clock: leader.identifier
        )
    }

    /// Whether a transport stream carries such a track: not MJPEG and not G.711.
    package static func carries(_ format: TrackFormat) -> Bool { format.elementaryFraming != nil }

    /// Whether a segment can begin with this unit.
    package func canBegin(with unit: AccessUnit) -> Bool { unit.isKey && unit.track == leadingTrack }

    /// Begins a segment: the tables, and this unit.
    ///
    /// - Parameter continuing: the segment only goes on with what the one before has begun, and need not begin with a key
    ///   frame: where a group of pictures is longer than a segment may be.
    /// - Throws: ``MPEGTSError/notAKeyFrame`` unless ``canBegin(with:)``, or what ``append(_:to:)`` throws; then nothing is
    ///   written.
    package mutating func beginSegment(
        with unit: AccessUnit,
        continuing: Bool = false,
        to output: inout [UInt8]
    ) throws(MPEGTSError) {
        guard canBegin(with: unit) || continuing && unit.track == leadingTrack else { throw .notAKeyFrame }
        try write(unit, beginsSegment: true, to: &output)
        hasBegun = true
    }

    /// Appends a unit, in decoding order within its track. Nothing is written of a track that is left out.
    ///
    /// - Throws: where no segment has begun, or the unit is damaged or too large; then nothing is written.
    package mutating func append(_ unit: AccessUnit, to output: inout [UInt8]) throws(MPEGTSError) {
        guard hasBegun else { throw .notAKeyFrame }
        try write(unit, beginsSegment: false, to: &output)
    }

    private mutating func write(
        _ unit: AccessUnit,
        beginsSegment: Bool,
        to output: inout [UInt8]
    ) throws(MPEGTSError) {
        guard tracks.indices.contains(unit.track), let track = tracks[unit.track] else { return }
        let payload = unit.payload.span
        let decoding = TransportTime.ticks(unit.decodeTime, timescale: track.timescale)
        // Nothing is shown before it is decoded, and decoding times must not fall: so the former gives way.
        let shown = TransportTime.ticks(unit.decodeTime + Int64(unit.presentationOffset), timescale: track.timescale)
        head.removeAll(keepingCapacity: true)
        PESHeader(
            streamIdentifier: track.framing.streamIdentifier,
            presentation: max(shown, decoding),
            decoding: decoding
        ).write(to: &head)
        let count = try track.framing.appendHead(of: payload, isKey: unit.isKey, to: &head)
        PESHeader.setLength(of: &head, following: count)

        if beginsSegment { tables.write(to: &output) }
        writeOverdueClocks(before: decoding, to: &output)
        var adaptation = AdaptationField.none
        if unit.track == leadingTrack {
            adaptation = AdaptationField(isRandomAccess: unit.isKey, clock: clock.reference(at: decoding))
        }
        adaptation.isDiscontinuous = track.beginsAnew
        tracks[unit.track]?.beginsAnew = false
        var cutter = PacketCutter(
            identifier: track.identifier,
            continuity: track.continuity,
            adaptation: adaptation,
            length: head.count + count
        )
        cutter.write(head.span, to: &output)
        track.framing.writeBody(of: payload, through: &cutter, to: &output)
        assert(cutter.isComplete)
        tracks[unit.track]?.continuity = cutter.continuity
    }

    private mutating func writeOverdueClocks(before decoding: Int64, to output: inout [UInt8]) {
        guard let leader = tracks[leadingTrack] else { return }
        while let reference = clock.overdue(before: decoding) {
            PacketCutter.writeClock(
                reference,
                identifier: leader.identifier,
                continuity: leader.continuity,
                to: &output
            )
        }
    }
}
