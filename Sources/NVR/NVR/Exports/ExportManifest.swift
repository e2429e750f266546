import Foundation

/// What is in an export, as its signed `manifest.json` says it. Times are RFC 3339 in UTC, to the nanosecond.
///
/// A later program may add members, and this one passes over what it does not know; what changes the meaning of an old
/// member takes another ``version``.
struct ExportManifest: Codable, Hashable, Sendable {
    static let format = "nightjar-export"
    static let version = 1

    struct Server: Codable, Hashable, Sendable {
        var name: String
        var version: String
    }

    struct Key: Codable, Hashable, Sendable {
        static let algorithm = "Ed25519"

        var algorithm: String
        /// SHA-256 of the public key as SubjectPublicKeyInfo, in hexadecimal digits.
        var fingerprint: String
    }

    struct Camera: Codable, Hashable, Sendable {
        var id: String
        var name: String
        /// Why parts of the time that was asked for are not in the recordings.
        var gaps: [Gap]
        /// Recordings of that time which could not be taken along.
        var missing: [Missing]
    }

    struct Gap: Codable, Hashable, Sendable {
        var start: String
        var end: String
        /// How much of it is missing: short losses that were close together are one gap.
        var missing: Double
        var reason: String
        var sentence: String

        enum CodingKeys: String, CodingKey {
            case start, end, reason, sentence
            case missing = "missing_s"
        }
    }

    struct Missing: Codable, Hashable, Sendable {
        var recording: String
        var start: String
        var end: String
        var sentence: String
    }

    struct File: Codable, Hashable, Sendable {
        /// In the ZIP file.
        var path: String
        var camera: String
        /// "main" or "sub".
        var stream: String
        var recording: String
        var start: String
        var end: String
        var bytes: Int64
        /// In hexadecimal digits.
        var sha256: String
        var videoCodec: String?
        var audioCodec: String?
        var width: Int?
        var height: Int?
        var videoFrames: Int
        var audioFrames: Int
        /// Left out of a file of an exact export.
        var keyFrames: Int?
        /// It was still being written: the file holds what was on disk by then.
        var isOpen: Bool
        /// All recordings that a file of an exact export has pictures of, in their order; ``recording`` is the first.
        var recordings: [String]?
        /// When what was recorded without a gap is in a file of an exact export.
        var spans: [Span]?
        /// Its pictures were encoded anew, with the time of day in them; left out where they are as they were recorded.
        var isBurnedIn: Bool?
        /// Which of its samples the entries of the evidence chain are about; left out where none is.
        var evidence: [EvidencePortion]?

        enum CodingKeys: String, CodingKey {
            case path, camera, stream, recording, start, end, bytes, sha256, width, height, recordings, spans, evidence
            case videoCodec = "video_codec"
            case audioCodec = "audio_codec"
            case videoFrames = "video_frames"
            case audioFrames = "audio_frames"
            case keyFrames = "key_frames"
            case isOpen = "open"
            case isBurnedIn = "burned_in_time"
        }
    }

    struct Span: Codable, Hashable, Sendable {
        var start: String
        var end: String
        /// Seconds since the file's beginning.
        var offset: Double
        var duration: Double

        enum CodingKeys: String, CodingKey {
            case start, end
            case offset = "offset_s"
            case duration = "duration_s"
        }
    }

    /// Entries of a camera's evidence chain.
    struct Evidence: Codable, Hashable, Sendable {
        var camera: String
        /// In the ZIP file: a line of JSON for each entry, and for what of recordings is not in the files.
        var path: String
        var entries: Int
    }

    struct Document: Codable, Hashable, Sendable {
        var path: String
        var bytes: Int64
        var sha256: String
    }

    var format = Self.format
    var version = Self.version
    var id: String
    /// How the time that was asked for became files; "segments": every recording that overlaps it, whole and unaltered;
    /// "exact": one file of each camera that begins and ends with the pictures asked for, unless the codecs change.
    var form: String
    var server: Server
    var createdAt: String
    var requestedBy: String
    var requestedAt: String
    var reason: String?
    var from: String
    var to: String
    var stream: String
    var cameras: [Camera]
    var files: [File]
    var documents: [Document]
    /// Left out where no camera has an evidence chain that is about the time.
    var evidence: [Evidence]?
    var signingKey: Key

    enum CodingKeys: String, CodingKey {
        case format, version, id, form, server, reason, from, to, stream, cameras, files, documents, evidence
        case createdAt = "created_at"
        case requestedBy = "requested_by"
        case requestedAt = "requested_at"
        case signingKey = "signing_key"
    }

    /// The bytes that are signed. The members are sorted, so that the same content always has the same bytes.
    func bytes() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }

}

extension ExportManifest {
    init(bytes: [UInt8]) throws { self = try JSONDecoder().decode(Self.self, from: Data(bytes)) }
}

/// The names of what is in every export beside the recordings.
enum ExportPart {
    static let readMe = "README.txt"
    static let sums = "SHA256SUMS"
    static let manifest = "manifest.json"
    static let signature = "manifest.json.sig"
    static let key = "signing-key.pem"
    /// Of a camera's entries.
    static func evidence(_ camera: String) -> String { "evidence/\(camera).jsonl" }
    static let largestEvidence: UInt64 = 256 << 20

    /// Bytes of the largest manifest: one of the most files that an export may have.
    static let largestManifest: UInt64 = 96 << 20
}
