import Catalog
package import Media
import Playback

/// How a camera's evidence chain stands.
package struct EvidenceView: Hashable, Sendable {
    /// From when on recordings get entries; nil where they get none.
    package var since: WallTime?
    package var entries: Int64
    /// The chain's name; nil where there is no entry.
    package var chain: String?
    /// SHA-256 of the newest entry: whoever writes it down elsewhere can tell later whether something was taken off the end.
    package var head: String?
    package var lastMadeAt: String?
}

/// An entry as people see it.
package struct EvidenceItem: Hashable, Sendable {
    package struct Track: Hashable, Sendable {
        package var kind: String
        package var timescale: Int
        package var format: String
        package var samples: Int
        package var first: Int64
        package var sha256: String
    }

    package var number: Int64
    package var kind: String
    package var madeAt: String?
    package var recording: String?
    package var stream: String?
    package var start: WallTime
    package var end: WallTime
    package var tracks: [Track]
    package var reason: String?
    package var replaces: [Int64]
    /// SHA-256 of the signed bytes.
    package var hash: String
    /// The signed bytes.
    package var text: String
    package var signature: [UInt8]

    init(_ record: EvidenceRecord) {
        let entry = EvidenceEntry(bytes: record.entry)
        number = record.number
        kind = record.kind.rawValue
        madeAt = entry?.madeAt
        recording = record.kind == .begun ? nil : "\(record.recording)"
        stream = record.kind == .begun ? nil : record.stream.rawValue
        start = record.start
        end = record.end
        tracks = (entry?.tracks ?? []).map { seal in
            Track(
                kind: seal.kind,
                timescale: Int(seal.timescale),
                format: seal.format,
                samples: seal.samples,
                first: seal.first,
                sha256: seal.sha256
            )
        }
        reason = entry?.reason
        replaces = entry?.replaces ?? []
        hash = EvidenceEntry.hash(record.entry)
        text = String(decoding: record.entry, as: UTF8.self)
        signature = record.signature
    }
}
