import Catalog
import Foundation
import MP4
import Media
import Playback

/// Which samples of an exported file are about which entry: so that its digest can be made of the file again.
struct EvidencePortion: Codable, Hashable, Sendable {
    /// The entry's number in its camera's chain.
    var entry: Int64
    /// "video" or "audio".
    var kind: String
    /// Which of the file's samples of that kind is the first.
    var at: Int
    var count: Int
    /// Samples of the recording that come before, and the digest's chain after them, in hexadecimal digits.
    var skip: Int
    var prefix: String?
    /// Decoding time of the first sample, in the stream's own ticks.
    var tick: Int64
}

/// A line of an export's evidence file: an entry with its signature, or the leaves of what comes after a portion.
struct EvidenceLine: Codable, Hashable, Sendable {
    /// The signed bytes, as text.
    var entry: String?
    /// In base 64.
    var signature: String?
    /// The place of the file and of its portion in the manifest whose recording goes on.
    var file: Int?
    var portion: Int?
    /// 32 bytes for each sample, in base 64.
    var leaves: String?
}

/// What of an export's recordings is in the evidence chain.
struct EvidenceExport {
    let catalog: any Catalog
    let evidence: Evidence

    /// So many entries are given without a hole, so that the chain can be followed; of more only those that are about the time.
    static let longestRun: Int64 = 20_000
    private static let page = 1000

    /// What a file has of one recording.
    typealias Held = RangeFile.Held

    /// Finds the portions of a file.
    ///
    /// - Returns: them, and of each by its index the leaves of what comes after it, where that is not in the file.
    func portions(of held: [Held]) async throws -> (portions: [EvidencePortion], leaves: [Int: [UInt8]]) {
        var portions: [EvidencePortion] = []
        var leaves: [Int: [UInt8]] = [:]
        var position = ["video": 0, "audio": 0]
        for one in held {
            let known = LiveEvidence.all(of: try await catalog.evidence(heldBy: one.record.id))
            let ranges = ["video": one.video, "audio": one.audio]
            let found = known.isEmpty ? nil : await parts(of: one.record, known, ranges)
            if let found {
                for (portion, rest) in found {
                    var portion = portion
                    portion.at += position[portion.kind, default: 0]
                    if !rest.isEmpty { leaves[portions.count] = rest }
                    portions.append(portion)
                }
            }
            for (kind, range) in ranges { position[kind, default: 0] += range.count }
        }
        return (portions, leaves)
    }

    private struct Part {
        var seal: TrackSeal
        var portion: EvidencePortion
        var isWhole: Bool { portion.skip == 0 && portion.count == seal.samples }
    }

    /// Nil where a recording of which only a part is in the file cannot be read any more.
    private func parts(
        of record: SegmentRecord,
        _ known: [LiveEvidence],
        _ ranges: [String: Range<Int>]
    ) async -> [(EvidencePortion, leaves: [UInt8])]? {
        var parts: [Part] = []
        for (kind, range) in ranges.sorted(by: { $0.key < $1.key }) {
            var start = 0
            for one in known {
                guard let seal = one.seal(kind) else { continue }
                let own = start..<start + seal.samples
                start = own.upperBound
                let shared = own.clamped(to: range)
                guard !shared.isEmpty else { continue }
                let portion = EvidencePortion(
                    entry: one.number,
                    kind: kind,
                    at: shared.lowerBound - range.lowerBound,
                    count: shared.count,
                    skip: shared.lowerBound - own.lowerBound,
                    tick: seal.first
                )
                parts.append(Part(seal: seal, portion: portion))
            }
        }
        guard parts.contains(where: { !$0.isWhole }) else { return parts.map { ($0.portion, []) } }
        return await completed(parts, of: record, known)
    }

    /// Reads the recording for what the file has not.
    private func completed(
        _ parts: [Part],
        of record: SegmentRecord,
        _ known: [LiveEvidence]
    ) async -> [(EvidencePortion, leaves: [UInt8])]? {
        let player = evidence.player
        let partial = parts.filter { !$0.isWhole }.map(\.portion)
        let found = try? await evidence.reader.run { isCancelled in
            try Self.completed(parts, partial, in: player.walk(record, isCancelled: isCancelled), known)
        }
        return found
    }

    private static func completed(
        _ parts: [Part],
        _ partial: [EvidencePortion],
        in walk: SampleWalk,
        _ known: [LiveEvidence]
    ) throws -> [(EvidencePortion, leaves: [UInt8])] {
        let lines = SealComparison.lines(of: known, in: walk) { number, kind in
            partial.first { $0.entry == number && $0.kind == kind }.map {
                SampleLedger.Wish(before: $0.skip, leavesFrom: $0.skip + $0.count)
            }
        }
        let ledger = try walk.ledger(lines: lines)
        var completed: [(EvidencePortion, leaves: [UInt8])] = []
        for part in parts {
            var portion = part.portion
            let track = walk.movie.tracks.firstIndex { ($0.kind == .video ? "video" : "audio") == portion.kind }
            let index = known.firstIndex { $0.number == portion.entry }
            guard !part.isWhole, let track, let index else {
                completed.append((portion, []))
                continue
            }
            let line = ledger.lines[track][index]
            portion.tick = line.prefixTick
            portion.prefix = portion.skip > 0 ? Hexadecimal.encode(line.prefix) : nil
            completed.append((portion, line.leaves))
        }
        return completed
    }

    // MARK: Entries

    /// The entries of a camera that an export takes along: those about its time and its files, and where that is not too
    /// much all between the first and the last of them.
    func entries(
        of camera: CameraID,
        _ stream: StreamKind,
        from: WallTime,
        to: WallTime,
        and numbers: Set<Int64>
    ) async throws -> [EvidenceRecord] {
        var found: [Int64: EvidenceRecord] = [:]
        var query = EvidenceQuery(camera: camera, from: from, to: to, stream: stream, limit: Self.page)
        while true {
            let page = try await catalog.evidence(query)
            for record in page { found[record.number] = record }
            guard page.count == Self.page, found.count < ExportPlan.mostFiles else { break }
            query.after = page.last?.number
        }
        for number in numbers.subtracting(found.keys) {
            let one = EvidenceQuery(camera: camera, after: number - 1, limit: 1)
            if let record = try await catalog.evidence(one).first, record.number == number { found[number] = record }
        }
        guard let first = found.keys.min(), let last = found.keys.max(), last - first < Self.longestRun else {
            return found.values.sorted { $0.number < $1.number }
        }
        var run = EvidenceQuery(camera: camera, after: first - 1, limit: Self.page)
        while let after = run.after, after < last {
            let page = try await catalog.evidence(run)
            for record in page where record.number <= last { found[record.number] = record }
            guard let end = page.last?.number else { break }
            run.after = end
        }
        return found.values.sorted { $0.number < $1.number }
    }
}
