import Foundation
import HTTPTypes
import Testing

@testable import LightNVR
@testable import Reception

/// The table of calls in docs/dialects.md is what is built.
struct DialectTableTests {
    /// Calls that the document prints.
    private static let documented = 88

    private static func rows() throws -> [String: String] {
        var folder = URL(filePath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        let text = try String(contentsOf: folder.appending(path: "docs/dialects.md"), encoding: .utf8)
        let section = try #require(text.split(separator: "\n## ").first { $0.hasPrefix("LightNVR") })
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
        try await LightWorld.with { world in
            let rows = try Self.rows()
            let endpoints = LightRoutes(world.recorder, listen: "").all
            let built = endpoints.map { "\($0.method) \($0.path)" }
            #expect(Set(built).count == built.count)
            #expect(Set(rows.keys) == Set(built))
            #expect(rows.values.allSatisfy { $0.hasPrefix("built") })
            let printed = rows.values.count { !$0.hasSuffix("beside the document") }
            #expect(printed == Self.documented)
            for endpoint in endpoints { #expect(endpoint.describe == nil) }
        }
    }

    /// Every call but those by which somebody says who he is, and the two of health.
    @Test func everyCallAsksWhoItIs() async throws {
        try await LightWorld.with { world in
            let open: Set = [
                "/api/auth/login", "/api/auth/login/totp", "/api/auth/login/config", "/api/auth/logout", "/logout",
                "/api/health", "/api/health/hls",
            ]
            for endpoint in world.face.endpoints {
                #expect((endpoint.access == .everyone) == open.contains(endpoint.path), "\(endpoint.path)")
                guard endpoint.access != .everyone else { continue }
                let path = endpoint.path.replacing("{file}", with: "index.m3u8").replacing("{name}", with: "x")
                    .replacing("{id}", with: "1").replacing("{job}", with: "x")
                let answer = try await world.ask(endpoint.method, path, as: nil)
                #expect(answer.status == 401, "\(endpoint.method) \(path)")
                #expect(answer.error?.isEmpty == false, "\(endpoint.method) \(path)")
            }
        }
    }
}
