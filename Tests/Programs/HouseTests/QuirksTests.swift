import Foundation
import Testing

/// Every row of docs/camera-quirks.md is proved by a test that is named after it.
struct QuirksTests {
    private var root: URL {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { url.deleteLastPathComponent() }
        return url
    }

    /// The numbers of the tables' first column, up to the heading of those that do not apply.
    private func rows() throws -> (proved: Set<Int>, notApplying: Set<Int>) {
        let text = try String(contentsOf: root.appendingPathComponent("docs/camera-quirks.md"), encoding: .utf8)
        let parts = text.components(separatedBy: "## Not for")
        #expect(parts.count == 2)
        func numbers(_ part: String) -> Set<Int> {
            let lines = part.split(separator: "\n").filter { $0.hasPrefix("| ") }
            let cells = lines.compactMap { $0.dropFirst().split(separator: "|").first }
            return Set(
                cells.flatMap { $0.split(separator: ",") }.compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
            )
        }
        return (numbers(parts[0]), numbers(parts.last ?? ""))
    }

    /// The numbers that the names of tests begin with.
    private func testedRows() throws -> Set<Int> {
        let declaration = /@Test[^}]*?func row(?<number>[0-9]+)[A-Z]/
        var found: Set<Int> = []
        let tests = root.appendingPathComponent("Tests")
        let files = try #require(FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil))
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: declaration) { if let number = Int(match.number) { found.insert(number) } }
        }
        return found
    }

    @Test func everyRowOfTheCatalogueIsAnswered() throws {
        let (proved, notApplying) = try rows()
        #expect(proved.isDisjoint(with: notApplying))
        #expect(proved.union(notApplying) == Set(1...118))
    }

    @Test func everyRowThatAppliesHasATestOfItsName() throws {
        let missing = try rows().proved.subtracting(testedRows())
        #expect(missing.isEmpty, "rows without a test: \(missing.sorted())")
    }

    /// A name with a wrong number would prove a row that nothing proves.
    @Test func everyTestOfARowHasARow() throws {
        let known = try rows()
        let unknown = try testedRows().subtracting(known.proved).subtracting(known.notApplying)
        #expect(unknown.isEmpty, "tests of rows that are not there: \(unknown.sorted())")
    }

    /// The rows that are our server's business say that they are tested too.
    @Test func rowsOfOurOwnServerAreTested() throws { #expect(try testedRows().isSuperset(of: [40, 41, 45])) }
}
