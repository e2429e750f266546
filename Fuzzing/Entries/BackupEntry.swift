import BackupFile
import Cryptography
import Media

extension FuzzEntry {
    /// A backup that somebody brings, whole and in pieces: the same comes out, and never more than its bounds allow. And
    /// one that we write of any content is read as it was written, but not if anything of it is changed. The input is a
    /// seed for the pieces, and the file or the content.
    static let backup = FuzzEntry(
        "backup",
        words: ["NJBACKUP", "\0\u{1}", "\0\0\0\u{20}", "\0\0\0\u{1}"],
        seeds: { try backupSeeds }
    ) { bytes throws(BrokenPromise) in
        var input = FuzzInput(bytes)
        let seed = input.byte()
        let isOurs = input.byte() < 128
        let rest = input.takeRest()
        try isOurs ? checkContent(rest, seed: seed) : checkFile(rest, seed: seed)
    }

    private static var limits: BackupLimits {
        var limits = BackupLimits()
        limits.header = 200
        limits.sections = 3
        limits.section = 300
        limits.total = 500
        return limits
    }

    /// Of no cost, in place of the one that a passphrase gives.
    private static func key(salt: [UInt8]) throws(BrokenPromise) -> SymmetricKey {
        do throws(CryptographyError) {
            return try SymmetricKey(SHA256.hash(salt))
        } catch {
            throw BrokenPromise(description: "a hash is no key")
        }
    }

    private static func read(_ pieces: [[UInt8]]) throws(BrokenPromise) -> Result<BackupFile, BackupFileError> {
        var reader = BackupReader(limits: limits)
        var file = BackupFile(header: [])
        var total = 0
        do {
            for piece in pieces {
                reader.feed(piece.span)
                while let event = try reader.next() {
                    switch event {
                    case .locked(let preamble, let header):
                        file.header = header
                        try reader.unlock(with: key(salt: preamble.salt))
                    case .sectionBegan(let name): file.sections.append(.init(name: name, bytes: []))
                    case .content(let bytes):
                        total += bytes.count
                        file.sections[file.sections.count - 1].bytes += bytes
                    case .sectionEnded, .ended: break
                    }
                    try expect(file.header.count <= 200 && total <= 500, "more than the bounds")
                    try expect(file.sections.count <= 3, "\(file.sections.count) sections")
                }
            }
            try reader.finish()
            return .success(file)
        } catch let error as BackupFileError {
            return .failure(error)
        } catch let error as BrokenPromise {
            throw error
        } catch {
            throw BrokenPromise(description: "\(error)")
        }
    }

    private static func checkFile(_ bytes: [UInt8], seed: UInt8) throws(BrokenPromise) {
        let whole = try read([bytes])
        let split = try read(pieces(of: bytes, seed: seed))
        try expect(whole == split, "\(split) out of pieces, not \(whole)")
    }

    private static func checkContent(_ bytes: [UInt8], seed: UInt8) throws(BrokenPromise) {
        var input = FuzzInput(bytes)
        var file = BackupFile(header: Array(input.chunk().prefix(200)))
        for number in 0..<input.number(in: 0...3) {
            file.sections.append(.init(name: "part-\(number)", bytes: Array(input.chunk().prefix(160))))
        }
        let preamble = BackupPreamble()
        let key = try key(salt: preamble.salt)
        let written: [UInt8]
        do throws(BackupFileError) {
            written = try file.bytes(preamble: preamble, key: key)
        } catch {
            throw BrokenPromise(description: "not written: \(error)")
        }
        try expect(try read(pieces(of: written, seed: seed)) == .success(file), "not read as it was written")
        var changed = written
        let index = input.number(in: 0...written.count - 1)
        changed[index] ^= max(1, input.byte())
        if case .success = try read([changed]) { throw BrokenPromise(description: "byte \(index) may be changed") }
    }

    private static var backupSeeds: [[UInt8]] {
        get throws {
            let preamble = BackupPreamble()
            let file = BackupFile(
                header: Array(#"{"content_major":1}"#.utf8),
                sections: [.init(name: "settings", bytes: Array("[]".utf8)), .init(name: "cameras", bytes: [])]
            )
            let written = try file.bytes(preamble: preamble, key: key(salt: preamble.salt))
            var content = FuzzSeed([3, 0])
            content.append(chunk: file.header)
            content.bytes += [0, 0, 0, 2]
            content.append(chunk: Array("[{}]".utf8))
            content.append(chunk: [])
            content.bytes += [0, 0, 0, 70, 1]
            return [[1, 255] + written, [9, 200] + written.prefix(60), content.bytes]
        }
    }
}
