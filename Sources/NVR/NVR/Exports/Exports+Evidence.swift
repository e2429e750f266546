import Catalog
import Foundation
import Media
import Storage
import Stream

extension Exports {
    /// Adds to an export what the evidence chains say of its recordings.
    func addEvidence(to copy: inout ExportCopy, _ request: ExportRequest) async throws {
        let finder = EvidenceExport(catalog: services.catalog, evidence: evidence)
        let stream = try request.check()
        var numbers: [String: Set<Int64>] = [:]
        var leaves: [String: [EvidenceLine]] = [:]
        for (index, held) in copy.held.enumerated() {
            try Task.checkCancellation()
            let found = try await finder.portions(of: held)
            guard !found.portions.isEmpty else { continue }
            let camera = copy.files[index].camera
            copy.files[index].evidence = found.portions
            numbers[camera, default: []].formUnion(found.portions.map(\.entry))
            for (portion, bytes) in found.leaves.sorted(by: { $0.key < $1.key }) {
                let text = Base64.encode(bytes)
                leaves[camera, default: []].append(.init(file: index, portion: portion, leaves: text))
            }
        }
        for camera in request.cameras {
            guard let key = CameraID(camera) else { continue }
            let entries = try await finder.entries(
                of: key,
                stream,
                from: request.from,
                to: request.to,
                and: numbers[camera] ?? []
            )
            guard !entries.isEmpty else { continue }
            let lines =
                entries.map { record in
                    EvidenceLine(
                        entry: String(decoding: record.entry, as: UTF8.self),
                        signature: Base64.encode(record.signature)
                    )
                } + (leaves[camera] ?? [])
            try await add(lines, of: camera, count: entries.count, to: &copy)
        }
    }

    private func add(_ lines: [EvidenceLine], of camera: String, count: Int, to copy: inout ExportCopy) async throws {
        let encoder = JSONEncoder.stable
        var bytes: [UInt8] = []
        for line in lines {
            bytes += [UInt8](try encoder.encode(line))
            bytes.append(UInt8(ascii: "\n"))
        }
        let content = bytes
        let path = ExportPart.evidence(camera)
        let now = services.time.wall
        let sum = try await thread.run { [writer = copy.writer] in try writer.add(content, as: path, time: now) }
        copy.documents.append(.init(path: path, bytes: sum.bytes, sha256: sum.sha256))
        copy.evidence.append(.init(camera: camera, path: path, entries: count))
    }
}
