import Catalog
import Cryptography
import Foundation
import Media
import Playback

/// What an entry of a camera's evidence chain says: JSON with sorted members, whose bytes are what is signed, hashed and kept.
/// Times are RFC 3339 in UTC, to the nanosecond.
///
/// A later program may add members; what changes the meaning of an old one takes another ``version``.
struct EvidenceEntry: Codable, Hashable, Sendable {
    static let format = "nightjar-evidence"
    static let version = 1
    /// Stands for the entry before the first.
    static let none = String(repeating: "0", count: 64)

    var format = Self.format
    var version = Self.version
    /// Random, of the chain: one that begins anew, because the catalogue was lost, is another.
    var chain: String
    var number: Int64
    /// SHA-256 of the entry before, in hexadecimal digits.
    var previous: String
    var camera: String
    /// As ``EvidenceRecord/Kind``.
    var kind: String
    /// By the recorder's clock.
    var madeAt: String
    /// Fingerprint of the key that it is signed with.
    var key: String
    var recording: String?
    var stream: String?
    var start: String?
    var end: String?
    /// The stream's epoch that the ticks of the seals belong to.
    var epoch: Int64?
    var tracks: [TrackSeal]?
    /// Why something went.
    var reason: String?
    /// Numbers of the entries that are no longer about anything that is there.
    var replaces: [Int64]?

    enum CodingKeys: String, CodingKey {
        case format, version, chain, number, previous, camera, kind, key, recording, stream, start, end, epoch, tracks
        case reason, replaces
        case madeAt = "made_at"
    }

    func bytes() throws -> [UInt8] { [UInt8](try JSONEncoder.stable.encode(self)) }

    static func hash(_ bytes: [UInt8]) -> String { Hexadecimal.encode(SHA256.hash(bytes)) }
}

extension EvidenceEntry {
    /// Nil for anything but an entry of a version that this program knows.
    init?(bytes: [UInt8]) {
        guard let entry = try? JSONDecoder().decode(Self.self, from: Data(bytes)), entry.format == Self.format,
            entry.version == Self.version
        else { return nil }
        self = entry
    }
}

/// An entry that is about something that is there.
struct LiveEvidence: Hashable, Sendable {
    var number: Int64
    var entry: EvidenceEntry

    /// Those that count of the entries about what a recording holds, in the order in which the file has their samples.
    static func all(of records: [EvidenceRecord]) -> [LiveEvidence] {
        let entries = records.compactMap { record in
            EvidenceEntry(bytes: record.entry).map { (record, LiveEvidence(number: record.number, entry: $0)) }
        }
        let replaced = Set(entries.flatMap { $0.1.entry.replaces ?? [] })
        return entries.filter { record, evidence in
            evidence.entry.tracks != nil && !replaced.contains(record.number)
        }.sorted { ($0.0.start, $0.0.number) < ($1.0.start, $1.0.number) }.map(\.1)
    }

    /// The seal of the track of a kind.
    func seal(_ kind: String) -> TrackSeal? { entry.tracks?.first { $0.kind == kind } }
}
