import Cryptography
import Media
import Storage
import Synchronization
import ZIP

/// Writes the ZIP file of an export, and takes the SHA-256 of each file in it on the way. The calls block: they are made one
/// after another on the thread of the exports.
final class ExportWriter: Sendable {
    /// What came of a file.
    struct Sum: Hashable, Sendable {
        var bytes: Int64
        /// In hexadecimal digits.
        var sha256: String
    }

    private struct State: ~Copyable {
        var zip = ZIPWriter()
        var digest: SHA256Stream?
        var count: Int64 = 0
        /// Where the disk has been told to keep everything.
        var settled: Int64 = 0
    }

    private let draft: PrivateDraft
    private let state = Mutex(State())

    /// The disk is told so often: else it would have to write all at once, when a recording wants to be on it.
    private static let longestUnsettled: Int64 = 16 << 20

    init(_ draft: PrivateDraft) { self.draft = draft }

    /// Bytes so far.
    var length: Int64 { state.withLock { Int64($0.zip.offset) } }

    func begin(_ path: String, byteCount: Int64, time: WallTime) throws {
        try state.withLock { state in
            let start = Int64(state.zip.offset)
            let header = try state.zip.begin(path, byteCount: UInt64(byteCount), time: ExportTime.zip(time))
            state.digest = SHA256Stream()
            state.count = 0
            try draft.write(header, at: start)
        }
    }

    func add(_ bytes: [UInt8]) throws {
        try state.withLock { state in
            let start = Int64(state.zip.offset)
            try state.zip.add(bytes.span)
            state.digest?.add(bytes.span)
            state.count += Int64(bytes.count)
            try draft.write(bytes, at: start)
            let end = start + Int64(bytes.count)
            guard end - state.settled >= Self.longestUnsettled else { return }
            try draft.settle(state.settled..<end)
            state.settled = end
        }
    }

    func end() throws -> Sum {
        try state.withLock { state in
            let entry = try state.zip.end()
            try draft.write(entry.header, at: Int64(entry.offset))
            guard let digest = state.digest.take() else { throw ZIPError.misuse }
            return Sum(bytes: state.count, sha256: Hexadecimal.encode(digest.end()))
        }
    }

    /// A small file at once.
    @discardableResult
    func add(_ bytes: [UInt8], as path: String, time: WallTime) throws -> Sum {
        try begin(path, byteCount: Int64(bytes.count), time: time)
        try add(bytes)
        return try end()
    }

    /// Gives up the file that was begun.
    func abandon() { state.withLock { $0.zip.abandon() } }

    /// Writes what belongs to every export, and signs it.
    ///
    /// - Parameters:
    ///   - manifest: with everything but its documents.
    ///   - key: whose fingerprint the manifest names.
    /// - Returns: bytes of the whole.
    func finish(_ manifest: ExportManifest, signedWith key: SigningKey, at time: WallTime) throws -> Int64 {
        var manifest = manifest
        let texts = [
            (ExportPart.readMe, ExportReadMe.text(manifest)),
            (ExportPart.sums, manifest.files.map { "\($0.sha256)  \($0.path)\n" }.joined()),
        ]
        for (path, text) in texts {
            let sum = try add(Array(text.utf8), as: path, time: time)
            manifest.documents.append(.init(path: path, bytes: sum.bytes, sha256: sum.sha256))
        }
        let signed = try manifest.bytes()
        try add(signed, as: ExportPart.manifest, time: time)
        try add(key.signature(of: signed), as: ExportPart.signature, time: time)
        try add(key.publicKey.pem, as: ExportPart.key, time: time)
        try state.withLock { state in
            let start = Int64(state.zip.offset)
            try draft.write(state.zip.finish(), at: start)
        }
        return length
    }

    /// Gives the file its name, when it is finished.
    func keep() throws { try draft.keep(length) }

    /// Takes away what was written.
    func discard() { draft.discard() }
}
