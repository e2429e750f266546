import Foundation
import Media
import ZIP

@testable import NVR

/// An export taken apart, so that a test can look at it, change it, and put it together again as an attacker would.
struct Unpacked {
    struct Part {
        var name: String
        var bytes: [UInt8]
    }

    var parts: [Part]

    init(_ path: String) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        let end = Array(bytes.suffix(ZIPDirectory.endCount))
        let place = try ZIPDirectory.place(inEnd: end, of: UInt64(bytes.count))
        let directory = Array(bytes[Int(place.lowerBound)..<Int(place.upperBound)])
        parts = try ZIPDirectory(directory, end: end, of: UInt64(bytes.count)).entries.map { entry in
            Part(
                name: entry.name,
                bytes: Array(bytes[Int(entry.content.lowerBound)..<Int(entry.content.upperBound)])
            )
        }
    }

    func content(_ name: String) -> [UInt8]? { parts.first { $0.name == name }?.bytes }

    func manifest() throws -> ExportManifest { try ExportManifest(bytes: content(ExportPart.manifest) ?? []) }

    /// All that is text.
    var text: String {
        parts.filter { !$0.name.hasSuffix(".mp4") }.map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
    }

    mutating func change(_ name: String, _ change: (inout [UInt8]) -> Void) {
        guard let index = parts.firstIndex(where: { $0.name == name }) else { return }
        change(&parts[index].bytes)
    }

    /// A ZIP file in which every header and every check sum is right.
    func packed() throws -> [UInt8] {
        var writer = ZIPWriter()
        var bytes: [UInt8] = []
        for part in parts {
            bytes += try writer.begin(
                part.name,
                byteCount: UInt64(part.bytes.count),
                time: ExportTime.zip(ExportsUnderTest.start)
            )
            try writer.add(part.bytes.span)
            bytes += part.bytes
            let entry = try writer.end()
            bytes.replaceSubrange(Int(entry.offset)..<Int(entry.content.lowerBound), with: entry.header)
        }
        return bytes + (try writer.finish())
    }
}
