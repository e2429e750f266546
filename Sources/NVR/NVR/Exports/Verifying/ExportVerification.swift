import Cryptography
import Media
import Storage
import ZIP

/// `nightjar verify`: whether an export is as a recorder has made it. Nothing of the file is believed before it was checked,
/// and nothing is unpacked. The calls block.
package struct ExportVerification {
    private let file: ReadableFile
    private let expected: ExpectedKey?
    private var verdict = ExportVerdict()
    /// That the manifest was signed with.
    private var key: VerifyingKey?

    /// What is read at once.
    private static let piece = 1 << 20

    /// - Parameters:
    ///   - path: of the file.
    ///   - key: that of the recorder; nil where nobody knows it.
    /// - Throws: ``StartError`` where there is nothing to be checked.
    package static func verify(_ path: String, expecting key: ExpectedKey?) throws(StartError) -> ExportVerdict {
        var verification = Self(file: try open(path), expected: key)
        do throws(StorageError) {
            try verification.run()
        } catch {
            throw StartError("\(error)")
        }
        return verification.verdict
    }

    /// The key that was named: by its fingerprint, or by a file that holds it.
    package static func key(_ text: String) throws(StartError) -> ExpectedKey {
        if let key = ExpectedKey(fingerprint: text) { return key }
        let file = try open(text)
        let bytes: [UInt8]
        do throws(StorageError) { bytes = try file.read(at: 0, count: 2048) } catch { throw StartError("\(error)") }
        guard let key = VerifyingKey(pem: bytes).flatMap({ ExpectedKey(fingerprint: $0.fingerprint) }) else {
            throw StartError(
                "\(text) is neither a fingerprint (64 hexadecimal digits) nor the PEM file of an Ed25519 key."
            )
        }
        return key
    }

    private static func open(_ path: String) throws(StartError) -> ReadableFile {
        do throws(StorageError) { return try ReadableFile(path: path) } catch { throw StartError("\(error)") }
    }

    private init(file: ReadableFile, expected: ExpectedKey?) {
        self.file = file
        self.expected = expected
    }

    private mutating func run() throws(StorageError) {
        guard let entries = try entries() else { return }
        var byName = Dictionary(entries.map { ($0.name, $0) }) { first, _ in first }
        let manifest = try checkManifest(&byName)
        for file in manifest?.listed ?? [] {
            guard let entry = byName.removeValue(forKey: file.path) else {
                verdict.find("\(Self.shown(file.path)) is missing, or is listed twice.")
                continue
            }
            try check(entry, file)
        }
        guard let listed = manifest else { return }
        for entry in entries where byName[entry.name] != nil {
            verdict.find("\(Self.shown(entry.name)) was added: the manifest does not list it.")
        }
        // What was changed since is no evidence of anything.
        guard verdict.faultCount == 0, let key else { return }
        let places = Dictionary(
            entries.map { ($0.name, Int64($0.content.lowerBound)..<Int64($0.content.upperBound)) }
        ) { first, _ in first }
        var evidence = EvidenceVerification(file: file, manifest: listed, key: key, places: places)
        try evidence.run()
        verdict.facts += evidence.facts
        for fault in evidence.faults { verdict.find(fault) }
    }

    // MARK: The ZIP file

    /// Nil where it is none of ours.
    private mutating func entries() throws(StorageError) -> [ZIPEntry]? {
        let length = UInt64(file.length)
        let endCount = min(ZIPDirectory.endCount, Int(file.length))
        let end = try file.read(at: file.length - Int64(endCount), count: endCount)
        let entries: [ZIPEntry]
        do {
            let place = try ZIPDirectory.place(inEnd: end, of: length)
            let bytes = try file.read(at: Int64(place.lowerBound), count: place.count)
            entries = try ZIPDirectory(bytes, end: end, of: length).entries
        } catch let error as StorageError {
            throw error
        } catch {
            verdict.find("The ZIP file is not as Nightjar has made it: \(error).")
            return nil
        }
        for entry in entries {
            let header = entry.header
            let found = try file.read(at: Int64(entry.offset), count: header.count)
            if found != header { verdict.find("The ZIP file was changed: \(ZIPError.headerMismatch(entry.name)).") }
        }
        return entries
    }

    /// The content of a small file, taken out of what is left to be looked at; nil where it is missing or is not what it was.
    private mutating func take(
        _ name: String,
        most: UInt64,
        _ entries: inout [String: ZIPEntry]
    ) throws(StorageError) -> [UInt8]? {
        guard let entry = entries.removeValue(forKey: name) else {
            verdict.find("\(name) is missing.")
            return nil
        }
        guard entry.byteCount <= most else {
            verdict.find("\(name) is longer than it can be.")
            return nil
        }
        let bytes = try file.read(at: Int64(entry.content.lowerBound), count: Int(entry.byteCount))
        if CRC32(bytes).value != entry.checksum { verdict.find("\(name) was changed: its check sum is wrong.") }
        return bytes
    }

    // MARK: What was signed

    private mutating func checkManifest(_ entries: inout [String: ZIPEntry]) throws(StorageError) -> ExportManifest? {
        let signed = try take(ExportPart.manifest, most: ExportPart.largestManifest, &entries)
        let signature = try take(ExportPart.signature, most: 64, &entries)
        let pem = try take(ExportPart.key, most: 1024, &entries)
        guard let signed else { return nil }
        let key = pem.flatMap(VerifyingKey.init(pem:))
        if let key, key.pem == pem {
            checkSignature(signature, of: signed, key)
        } else if pem != nil {
            verdict.find("\(ExportPart.key) is no Ed25519 key as Nightjar writes it: it was changed.")
        }
        guard let manifest = try? ExportManifest(bytes: signed), manifest.format == ExportManifest.format else {
            verdict.find("\(ExportPart.manifest) cannot be read: it was changed, or this is no export.")
            return nil
        }
        guard manifest.version == ExportManifest.version else {
            verdict.find("This export was made by a newer Nightjar, which this one does not understand.")
            return nil
        }
        if let key, manifest.signingKey.fingerprint != key.fingerprint {
            verdict.find("The manifest names another key than \(ExportPart.key): one of them was put in its place.")
        }
        verdict.facts = Self.facts(manifest)
        return manifest
    }

    private mutating func checkSignature(_ signature: [UInt8]?, of signed: [UInt8], _ key: VerifyingKey) {
        guard let signature else { return }
        guard key.isSignature(signature, of: signed) else {
            verdict.find("The signature does not fit: the manifest, the signature or the key was changed.")
            return
        }
        self.key = key
        verdict.fingerprint = key.fingerprint
        switch expected {
        case nil: verdict.origin = .unknown
        case .some(let expected): verdict.origin = expected.fingerprint == key.fingerprint ? .expected : .other
        }
    }

    private mutating func check(_ entry: ZIPEntry, _ listed: ExportManifest.Document) throws(StorageError) {
        guard Int64(entry.byteCount) == listed.bytes else {
            verdict.find("\(Self.shown(listed.path)) has \(entry.byteCount) bytes, but had \(listed.bytes).")
            return
        }
        var digest = SHA256Stream()
        var checksum = CRC32()
        var offset = Int64(entry.content.lowerBound)
        let end = Int64(entry.content.upperBound)
        while offset < end {
            let bytes = try file.read(at: offset, count: Int(min(Int64(Self.piece), end - offset)))
            guard !bytes.isEmpty else {
                verdict.find("\(Self.shown(listed.path)) is cut off.")
                return
            }
            digest.add(bytes.span)
            checksum.add(bytes.span)
            offset += Int64(bytes.count)
        }
        guard Hexadecimal.encode(digest.end()) == listed.sha256 else {
            verdict.find("\(Self.shown(listed.path)) was changed: it is not the file that was exported.")
            return
        }
        if checksum.value != entry.checksum {
            verdict.find("The ZIP file was changed: the check sum of \(Self.shown(listed.path)) is wrong.")
        }
    }

    // MARK: Words

    private static func facts(_ manifest: ExportManifest) -> [String] {
        let bytes = manifest.files.reduce(0) { $0 + min(max(0, $1.bytes), 1 << 40) }
        let gaps = manifest.cameras.reduce(0) { $0 + $1.gaps.count }
        let missing = manifest.cameras.reduce(0) { $0 + $1.missing.count }
        let cameras = manifest.cameras.prefix(100).map { "\(shown($0.id)) (\(shown($0.name)))" }
        let files = "\(manifest.files.count) \(manifest.files.count == 1 ? "recording" : "recordings")"
        var facts = [
            "Made by \(shown(manifest.server.name)) (Nightjar \(shown(manifest.server.version))) at "
                + "\(shown(manifest.createdAt)), asked for by \(shown(manifest.requestedBy)).",
            "From \(shown(manifest.from)) to \(shown(manifest.to)), \(shown(manifest.stream)) stream of "
                + "\(cameras.joined(separator: ", ")).",
            "\(files), \(KeepingWords.size(bytes)); \(gaps) gaps in the time that was asked for.",
        ]
        if missing > 0 { facts.append("\(missing) recordings could not be taken along.") }
        if let reason = manifest.reason { facts.append("Reason: \(shown(reason))") }
        return facts
    }

    /// A stranger may have written it.
    private static func shown(_ text: String) -> String { BackupHeader.printable(text, 300) }
}

extension ExportManifest {
    /// Every file that must be there beside the manifest, its signature and the key.
    fileprivate var listed: [Document] {
        documents + files.map { Document(path: $0.path, bytes: $0.bytes, sha256: $0.sha256) }
    }
}
