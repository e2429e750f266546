import Foundation
import Testing

@testable import Reception
@testable import VibeNVR

/// The table of calls in docs/dialects.md is what is built.
struct DialectTableTests {
    /// Calls that the document prints.
    private static let documented = 39

    private static func rows() throws -> [String: String] {
        var folder = URL(filePath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        let text = try String(contentsOf: folder.appending(path: "docs/dialects.md"), encoding: .utf8)
        let section = try #require(text.split(separator: "\n## ").first { $0.hasPrefix("VibeNVR") })
        var rows: [String: String] = [:]
        for line in section.split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let call = cells[0].trimmingCharacters(in: ["`"])
            let earlier = rows.updateValue(cells[1], forKey: call)
            #expect(earlier == nil, "\(call) stands twice")
        }
        return rows
    }

    @Test func theTableIsTrue() async throws {
        try await VibeWorld.with { world in
            let rows = try Self.rows()
            let built = VibeRoutes(world.recorder).calls.map { "\($0.method) \($0.path)" }
            #expect(Set(built).count == built.count)
            #expect(Set(rows.keys) == Set(built))
            let printed = rows.values.count { !$0.hasSuffix("beside the document") }
            #expect(printed == Self.documented)
        }
    }
}
