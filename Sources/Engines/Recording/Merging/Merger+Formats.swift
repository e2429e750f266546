import Catalog
import MP4

extension Merger {
    /// Indexes that are read at once.
    private static let indexes = 64

    /// Recordings between which there are pauses, divided where their parameter sets change: within a run these are always the
    /// same. Where somebody has set the camera otherwise meanwhile, all would be copied in vain else; and so it would where one
    /// has entries in an evidence chain, which is not joined across a pause.
    func alike(_ members: [SegmentRecord], _ rule: MergeRule) async throws(CatalogError) -> [[SegmentRecord]] {
        guard rule.joinsAcrossPauses else { return [members] }
        var divided: [[SegmentRecord]] = []
        var last: Neighbour?
        for start in stride(from: 0, to: members.count, by: Self.indexes) {
            let batch = members[start..<min(start + Self.indexes, members.count)]
            let found = try await parts.catalog.fragmentIndexes(of: batch.map(\.id))
            for row in batch {
                let entries = try await parts.catalog.evidence(heldBy: row.id)
                let member = Neighbour(
                    row: row,
                    parameterSets: Self.parameterSets(found[row.id] ?? []),
                    isSealed: !entries.isEmpty
                )
                if let last, member.goesTogether(with: last), !divided.isEmpty {
                    divided[divided.count - 1].append(row)
                } else {
                    divided.append([row])
                }
                last = member
            }
        }
        return divided
    }

    /// What of a recording decides whether it goes together with the one before.
    private struct Neighbour {
        var row: SegmentRecord
        var parameterSets: UInt32
        var isSealed: Bool

        func goesTogether(with last: Neighbour) -> Bool {
            guard parameterSets == last.parameterSets else { return false }
            return MergeGroups.goesOn(row, after: last.row) || !isSealed && !last.isSealed
        }
    }

    /// 0 where they are not known.
    private static func parameterSets(_ index: [UInt8]) -> UInt32 {
        var number: UInt32?
        // What cannot be read is found out when the file is.
        try? FragmentIndex.forEach(in: index.span) { entry, _ in number = number ?? entry.parameterSetID }
        return number ?? 0
    }
}
