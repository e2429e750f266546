import Catalog
import Cryptography
import Foundation
import MP4
import Media
import Playback
import Storage

/// Checks what an export has of evidence chains: the entries, and whether the files hold what the entries say. Nothing of the
/// file is believed that was not checked before: the manifest was, and the bytes of all files were. The calls block.
struct EvidenceVerification {
    let file: ReadableFile
    let manifest: ExportManifest
    let key: VerifyingKey
    /// Where in the ZIP file each file lies.
    let places: [String: Range<Int64>]

    private(set) var facts: [String] = []
    private(set) var faults: [String] = []
    /// Those that were signed by the key, by camera and number.
    private var entries: [String: [Int64: EvidenceEntry]] = [:]
    /// By file and portion.
    private var leaves: [[Int]: [UInt8]] = [:]
    private var foreign = 0

    init(file: ReadableFile, manifest: ExportManifest, key: VerifyingKey, places: [String: Range<Int64>]) {
        self.file = file
        self.manifest = manifest
        self.key = key
        self.places = places
    }

    mutating func run() throws(StorageError) {
        let chains = manifest.evidence ?? []
        guard !chains.isEmpty else { return }
        for chain in chains { try read(chain) }
        var (sealed, all) = (0, 0)
        for (index, listed) in manifest.files.enumerated() {
            all += max(0, listed.videoFrames) + max(0, listed.audioFrames)
            guard let portions = listed.evidence, !portions.isEmpty else { continue }
            sealed += try check(listed, index, portions)
        }
        facts.append(
            "\(sealed) of \(all) pictures and sounds are as they were sealed shortly after they were recorded."
        )
        if foreign > 0 {
            facts.append("\(foreign) entries of evidence were signed with an earlier key, and could not be checked.")
        }
    }

    // MARK: The chain

    private mutating func read(_ chain: ExportManifest.Evidence) throws(StorageError) {
        let name = Self.shown(chain.path)
        guard let place = places[chain.path], UInt64(place.count) <= ExportPart.largestEvidence else {
            return faults.append("\(name) is missing, or longer than it can be.")
        }
        let bytes = try file.read(at: place.lowerBound, count: place.count)
        var last: (number: Int64, hash: String, chain: String)?
        var (count, stretches) = (0, 0)
        var gone: [String: Int] = [:]
        for text in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let line = try? JSONDecoder().decode(EvidenceLine.self, from: Data(text)) else {
                return faults.append("\(name) has a line that cannot be read.")
            }
            if let file = line.file, let portion = line.portion, let rest = line.leaves.flatMap({ Base64.decode($0) }) {
                leaves[[file, portion]] = rest
                continue
            }
            guard let signed = line.entry.map({ Array($0.utf8) }), let entry = EvidenceEntry(bytes: signed),
                let signature = line.signature.flatMap({ Base64.decode($0) }), entry.camera == chain.camera
            else { return faults.append("\(name) has an entry that cannot be read.") }
            count += 1
            if entry.key != key.fingerprint {
                foreign += 1
            } else if key.isSignature(signature, of: signed) {
                entries[entry.camera, default: [:]][entry.number] = entry
                if entry.kind == EvidenceRecord.Kind.removed.rawValue { gone[entry.reason ?? "", default: 0] += 1 }
            } else {
                faults.append("The signature of the entry \(entry.number) of \(Self.shown(chain.camera)) is wrong.")
            }
            if let last, last.number + 1 == entry.number {
                if last.hash != entry.previous || last.chain != entry.chain {
                    faults.append(
                        "The entry \(entry.number) of \(Self.shown(chain.camera)) does not go on with the one before it."
                    )
                }
            } else {
                stretches += 1
            }
            last = (entry.number, EvidenceEntry.hash(signed), entry.chain)
        }
        if count != chain.entries { faults.append("\(name) has \(count) entries, but had \(chain.entries).") }
        facts.append(
            "Evidence of \(Self.shown(chain.camera)): \(count) entries in \(stretches) \(stretches == 1 ? "stretch" : "stretches")."
        )
        for (reason, number) in gone.sorted(by: { $0.key < $1.key }) {
            facts.append("\(number) sealed recordings have been deleted since (\(Self.shown(reason))).")
        }
    }

    // MARK: The files

    /// The portions of a file's track, in their order.
    private struct Line {
        var open: [Open] = []
        /// The one that samples are added to now, and the number of the next sample.
        var current = 0
        var next = 0

        /// Adds a sample to the portion that it is of; portions that overlap do not fit.
        mutating func add(_ sample: WalkedSample, _ bytes: Span<UInt8>) {
            defer { next += 1 }
            while current < open.count, next >= open[current].portion.at + open[current].portion.count { current += 1 }
            guard current < open.count, next >= open[current].portion.at else { return }
            let shift =
                open[current].shift
                ?? open[current].portion.tick.subtractingReportingOverflow(sample.decodeTime).partialValue
            open[current].shift = shift
            let tick = sample.decodeTime.addingReportingOverflow(shift).partialValue
            let leaf = SampleChain.leaf(tick: tick, presentationOffset: sample.presentationOffset, bytes)
            open[current].chain.add(leaf: leaf)
        }
    }

    /// A portion that is being gone through.
    private struct Open {
        let index: Int
        let portion: EvidencePortion
        var chain: SampleChain
        /// What is to be added to the file's times.
        var shift: Int64?
    }

    /// - Returns: how many samples are as an entry says.
    private mutating func check(
        _ listed: ExportManifest.File,
        _ number: Int,
        _ portions: [EvidencePortion]
    ) throws(StorageError) -> Int {
        let name = Self.shown(listed.path)
        guard let place = places[listed.path] else { return 0 }
        var lines: [String: Line] = [:]
        for (index, portion) in portions.enumerated() {
            guard let chain = Self.chain(portion) else {
                faults.append("What the manifest says of the evidence of \(name) cannot be right.")
                return 0
            }
            lines[portion.kind, default: Line()].open.append(Open(index: index, portion: portion, chain: chain))
        }
        for kind in lines.keys { lines[kind]?.open.sort { $0.portion.at < $1.portion.at } }
        do {
            let walk = try SampleWalk(length: Int64(place.count)) { [file] offset, count in
                let count = min(Int64(count), Int64(place.count) - offset)
                return count > 0 ? try file.read(at: place.lowerBound + offset, count: Int(count)) : []
            }
            try walk.eachSample { sample, bytes in
                let kind = walk.movie.tracks[sample.track].kind == .video ? "video" : "audio"
                lines[kind]?.add(sample, bytes)
            }
        } catch let error as StorageError {
            throw error
        } catch {
            faults.append("\(name) cannot be compared with its evidence: \(error)")
            return 0
        }
        var sealed = 0
        for open in lines.values.flatMap(\.open) {
            let camera = Self.shown(listed.camera)
            guard let entry = entries[listed.camera]?[open.portion.entry] else { continue }
            guard isGood(open, entry, number) else {
                faults.append(
                    "\(name) is not what was sealed as entry \(open.portion.entry) of \(camera) (\(open.portion.kind))."
                )
                continue
            }
            sealed += open.portion.count
        }
        return sealed
    }

    private static func chain(_ portion: EvidencePortion) -> SampleChain? {
        guard portion.at >= 0, portion.count > 0, portion.skip >= 0, portion.at < 1 << 40, portion.count < 1 << 40,
            portion.skip < 1 << 40
        else { return nil }
        guard portion.skip > 0 else { return SampleChain() }
        guard let prefix = portion.prefix.flatMap({ Hexadecimal.decode($0) }), prefix.count == 32 else { return nil }
        return SampleChain(resuming: prefix, after: portion.skip)
    }

    private func isGood(_ open: Open, _ entry: EvidenceEntry, _ file: Int) -> Bool {
        guard let seal = entry.tracks?.first(where: { $0.kind == open.portion.kind }) else { return false }
        var chain = open.chain
        let rest = leaves[[file, open.index]] ?? []
        guard rest.count % 32 == 0 else { return false }
        for start in stride(from: 0, to: rest.count, by: 32) { chain.add(leaf: Array(rest[start..<start + 32])) }
        return chain.count == seal.samples && Hexadecimal.encode(chain.value) == seal.sha256
    }

    /// A stranger may have written it.
    private static func shown(_ text: String) -> String { BackupHeader.printable(text, 300) }
}
