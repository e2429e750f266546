package import Media

/// A fragment of a recording as it is to stand in another one that began earlier: the same samples at later times, with a
/// head and a trailer of their own. The payload is not copied here.
package struct MovedFragment: Hashable, Sendable {
    /// `moof`, and the head of `mdat`.
    package let header: [UInt8]
    /// Where the payload lies in the bytes that were given.
    package let payload: Range<Int>
    package let trailer: [UInt8]
    /// In ticks since the zero of the other recording.
    package let runs: [TrackRun]
    /// Wall time of its first sample.
    package let wall: WallTime

    /// Bytes of all three parts.
    package var length: Int { header.count + payload.count + trailer.count }

    /// - Parameters:
    ///   - bytes: the whole fragment: `moof`, `mdat` and trailer.
    ///   - tracks: of its film.
    ///   - sequence: its number in the other recording, from 1.
    ///   - shifts: of each track, the ticks that the other recording began earlier.
    /// - Throws: where it is no fragment that Nightjar writes, or is not what was written.
    package init(
        _ bytes: Span<UInt8>,
        of tracks: [MovieTrack],
        sequence: UInt32,
        shiftedBy shifts: [Int64]
    ) throws(MP4Error) {
        guard let box = try BoxHeader.parse(bytes, available: Int64(bytes.count)), box.type == .moof,
            box.boxLength + 8 <= Int64(bytes.count)
        else { throw .malformed(.moof, "a fragment begins with it") }
        let headEnd = Int(box.boxLength)
        let parsed = try MovieFragment.parse(bytes.extracting(box.length..<headEnd), at: 0, tracks: tracks)
        let fragment = try OpenFragment(parsed, offset: 0, headerLength: box.boxLength)
        let media = try BoxHeader.parse(bytes.extracting(headEnd..<headEnd + 8), available: .max)
        guard let media, media.type == .mdat, media.bodyLength == fragment.payloadLength,
            fragment.payloadEnd + Int64(FragmentTrailer.length) == Int64(bytes.count)
        else { throw .malformed(.mdat, "it is not as long as the samples of its fragment") }
        let payload = headEnd + 8..<Int(fragment.payloadEnd)
        self.payload = payload
        let content = CRC32C(of: bytes.extracting(0..<payload.upperBound))
        guard let known = FragmentTrailer(parsing: bytes.extracting(payload.upperBound..<bytes.count)),
            Int(known.fragmentLength) == bytes.count, known.matches(contentChecksum: content)
        else { throw .malformed(.free, "the fragment is not what was written") }
        wall = known.wall
        var runs = fragment.runs
        for index in runs.indices {
            let shift = shifts.indices.contains(runs[index].track) ? shifts[runs[index].track] : 0
            let (time, overflow) = runs[index].baseDecodeTime.addingReportingOverflow(shift)
            guard !overflow, (0...ScanLimits.time).contains(time) else {
                throw .malformed(.tfdt, "a decoding time that no film has")
            }
            runs[index].baseDecodeTime = time
        }
        self.runs = runs
        let head = FragmentHeader.encode(sequence: sequence, runs: runs)
        var checksum = CRC32C(of: head.span)
        checksum.update(bytes.extracting(payload))
        header = head
        let length = head.count + payload.count
        trailer = FragmentTrailer(contentLength: length, contentChecksum: checksum, wall: known.wall).bytes
    }
}
