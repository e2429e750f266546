import Media

/// What is changed in a stored fragment where it is part of a longer film: its number, its tracks' ids and sample entries,
/// and its times. The fragment keeps its length, so that lengths can be told without reading it: what its head gains, the
/// trailer behind it loses.
package struct FragmentPatch: Hashable, Sendable {
    /// What a track of the file is in the film.
    package struct Track: Hashable, Sendable {
        /// The film's id of the track.
        package var id: UInt32
        /// Which of its sample entries, from 1.
        package var sampleEntry: UInt32
        /// What is added to decoding times, in ticks of the track. Times that would be before 0 are 0.
        package var shift: Int64

        package init(id: UInt32, sampleEntry: UInt32 = 1, shift: Int64) {
            self.id = id
            self.sampleEntry = sampleEntry
            self.shift = shift
        }
    }

    /// By the file's track: id − 1.
    package var tracks: [Track]

    package init(tracks: [Track]) { self.tracks = tracks }

    /// Rewrites the box `moof`.
    ///
    /// - Parameters:
    ///   - box: whole, head included.
    ///   - sequence: the fragment's number in the film.
    /// - Throws: where it is not laid out as ``FragmentHeader`` does.
    package func rewritten(_ box: Span<UInt8>, sequence: UInt32) throws(MP4Error) -> [UInt8] {
        guard let head = try BoxHeader.parse(box, available: Int64(box.count)), head.type == .moof,
            head.boxLength == Int64(box.count)
        else { throw .malformed(.moof, "it is not where the index says") }
        let growth = try growth(of: box.extracting(head.length..<box.count))
        var writer = BoxWriter(reservingCapacity: box.count + growth)
        writer.uint32(UInt32(box.count + growth))
        writer.uint32(BoxType.moof.rawValue)
        var boxes = BoxSequence(box.extracting(head.length..<box.count), in: .moof)
        while let part = try boxes.next() {
            switch part.type {
            case .mfhd: writer.fullBox(.mfhd) { $0.uint32(sequence) }
            case .traf: try rewriteTrack(boxes.body, growth: growth, to: &writer)
            default: throw .malformed(.moof, "it has a part that Nightjar does not write")
            }
        }
        guard writer.bytes.count == box.count + growth else {
            throw .malformed(.moof, "it has a part that Nightjar does not write")
        }
        return writer.bytes
    }

    /// How many bytes the box gets longer: the number of a sample entry takes four.
    private func growth(of body: Span<UInt8>) throws(MP4Error) -> Int {
        var growth = 0
        var boxes = BoxSequence(body, in: .moof)
        while let box = try boxes.next() {
            guard box.type == .traf else { continue }
            var parts = BoxSequence(boxes.body, in: .traf)
            while let part = try parts.next() {
                if part.type == .tfhd, try track(ofHeader: parts.body).sampleEntry != 1 { growth += 4 }
            }
        }
        return growth
    }

    private func track(ofHeader body: Span<UInt8>) throws(MP4Error) -> Track {
        var reader = ByteReader(body, of: .tfhd)
        let (_, flags) = try reader.versionAndFlags()
        // Data offsets from the box itself, and none of the fields that ours do not have.
        guard flags & 0x2_0003 == 0x2_0000 else { throw .malformed(.tfhd, "Nightjar does not write such a one") }
        let id = try reader.uint32()
        guard id > 0, id <= tracks.count else { throw .malformed(.tfhd, "there is no track \(id)") }
        return tracks[Int(id) - 1]
    }

    private func rewriteTrack(_ body: Span<UInt8>, growth: Int, to writer: inout BoxWriter) throws(MP4Error) {
        var inner = BoxWriter(reservingCapacity: body.count + 8)
        var track: Track?
        var boxes = BoxSequence(body, in: .traf)
        while let box = try boxes.next() {
            switch (box.type, track) {
            case (.tfhd, nil):
                let known = try self.track(ofHeader: boxes.body)
                try Self.rewriteHeader(boxes.body, known, to: &inner)
                track = known
            case (.tfdt, .some(let track)):
                var reader = ByteReader(boxes.body, of: .tfdt)
                guard try reader.versionAndFlags().version == 1 else {
                    throw .malformed(.tfdt, "Nightjar does not write such a one")
                }
                let time = Int64(clamping: try reader.uint64()).saturatingAdding(track.shift)
                inner.fullBox(.tfdt, version: 1) { $0.uint64(UInt64(max(0, time))) }
            case (.trun, .some): try Self.rewriteRun(boxes.body, growth: growth, to: &inner)
            default: throw .malformed(.traf, "it has a part that Nightjar does not write")
            }
        }
        writer.box(.traf) { $0.append(inner.bytes) }
    }

    private static func rewriteHeader(
        _ body: Span<UInt8>,
        _ track: Track,
        to writer: inout BoxWriter
    ) throws(MP4Error) {
        var reader = ByteReader(body, of: .tfhd)
        let (version, flags) = try reader.versionAndFlags()
        try reader.skip(4)
        let rest = try reader.array(reader.remaining)
        let isFirst = track.sampleEntry == 1
        writer.fullBox(.tfhd, version: version, flags: isFirst ? flags : flags | 2) { writer in
            writer.uint32(track.id)
            if !isFirst { writer.uint32(track.sampleEntry) }
            writer.append(rest)
        }
    }

    private static func rewriteRun(
        _ body: Span<UInt8>,
        growth: Int,
        to writer: inout BoxWriter
    ) throws(MP4Error) {
        var reader = ByteReader(body, of: .trun)
        let (version, flags) = try reader.versionAndFlags()
        guard flags & 1 == 1 else { throw .malformed(.trun, "Nightjar does not write such a one") }
        let count = try reader.uint32()
        let (offset, overflow) = try reader.int32().addingReportingOverflow(Int32(growth))
        guard !overflow else { throw .malformed(.trun, "its samples lie too far away") }
        let rest = try reader.array(reader.remaining)
        writer.fullBox(.trun, version: version, flags: flags) { writer in
            writer.uint32(count)
            writer.uint32(UInt32(bitPattern: offset))
            writer.append(rest)
        }
    }
}
