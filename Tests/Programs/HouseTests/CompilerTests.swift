import Foundation
import Testing

/// Shapes of code that the compiler cannot take. The debug build that the tests run in takes them; the release build, which is what
/// people get, does not.
struct CompilerTests {
    /// Swift 6.3.1 crashes while it splits the coroutine, with optimisation, of some functions with
    /// `guard let a, let b = try await c(a), b.isGood else` or `guard let a, try await c(a) != nil else`. Ask first, and guard
    /// what was answered.
    @Test func nothingIsAwaitedAfterAGuardsFirstCondition() throws {
        let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }.appending(
            path: "Sources"
        )
        let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
        var read = 0
        for case let file as URL in files where file.pathExtension == "swift" {
            let found = Self.guardsAwaiting(in: try String(contentsOf: file, encoding: .utf8))
            #expect(found == [], "\(file.path())")
            read += 1
        }
        #expect(read > 100)
    }

    @Test(arguments: [
        ("guard let a = A(b), let c = try await d(a), c.isGood else { return }", true),
        ("guard let a = A(b),\n  let c = await d(a, 1),\n  c > 0\nelse { return }", true),
        ("guard let a = A(b), let c = try await d(a, 1) else { return }", true),
        ("guard let c = try await d(a, 1), c.isGood else { return }", false),
        ("guard a, b(c, { await d() }, e) else { return }", false),
    ])
    func suchAGuardIsFound(text: String, isFound: Bool) {
        #expect(Self.guardsAwaiting(in: text).isEmpty == !isFound)
    }

    /// The guards that await something after their first condition.
    static func guardsAwaiting(in text: String) -> [String] {
        text.matches(of: /\bguard\s(?<conditions>[^;]*?)\selse\s*\{/.dotMatchesNewlines()).compactMap { match in
            let conditions = parts(of: match.conditions)
            return conditions.dropFirst().contains { $0.contains(/\bawait\b/) }
                ? String(match.conditions) : nil
        }
    }

    /// What stands between the commas that are in no brackets; what is in brackets is left out.
    private static func parts(of text: Substring) -> [String] {
        var parts = [""]
        var depth = 0
        for character in text {
            switch character {
            case "(", "[", "{": depth += 1
            case ")", "]", "}": depth -= 1
            case "," where depth == 0: parts.append("")
            default: if depth == 0 { parts[parts.count - 1].append(character) }
            }
        }
        return parts
    }
}
