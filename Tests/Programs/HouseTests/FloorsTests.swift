import Foundation
import Testing

/// The floors of the house are the law of imports; this reads the package's graph and holds it to that.
struct FloorsTests {
    private struct Description: Decodable { var targets: [DescribedTarget] }

    @Test func everyArrowIsOneThatTheArchitectureAllows() throws {
        let targets = try describe()
        let byName = Dictionary(uniqueKeysWithValues: targets.map { ($0.name, $0) })
        #expect(targets.filter { $0.type != "test" }.count >= 15)
        for target in targets {
            let faults = target.faults(among: byName)
            #expect(faults.isEmpty, "\(faults.joined(separator: " "))")
        }
    }

    @Test(arguments: [
        ("RTP", "Formats", "RTSP", "Protocols"), ("Ingest", "Engines", "Catalog", "Engines"),
        ("NativeAPI", "Faces", "Recording", "Engines"), ("Media", "Formats", "RTP", "Formats"),
        ("Workers", "Engines", "CFFmpeg", "CShims"), ("nightjar", "Programs", "CFFmpeg", "CShims"),
    ])
    func anArrowThatIsNotAllowedIsFound(name: String, floor: String, imported: String, importedFloor: String) {
        let target = DescribedTarget(
            name: name,
            path: "Sources/\(floor)/\(name)",
            type: "library",
            targetDependencies: [imported]
        )
        let other = DescribedTarget(name: imported, path: "Sources/\(importedFloor)/\(imported)", type: "library")
        #expect(!target.faults(among: [imported: other]).isEmpty)
    }

    /// A target per test target, and the tests of a room in the same place of the tree below `Tests`.
    @Test func everyRoomHasItsTests() throws {
        let targets = try describe()
        let tests = Set(targets.filter { $0.type == "test" }.map(\.path))
        for target in targets where target.type == "library" && target.floor != "CShims" && target.floor != nil {
            let path = target.path.replacingOccurrences(of: "Sources/", with: "Tests/") + "Tests"
            #expect(tests.contains(path), "\(target.name) has no tests in \(path)")
        }
    }

    private func describe() throws -> [DescribedTarget] {
        // This file is Tests/Programs/HouseTests/FloorsTests.swift.
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let scratch = FileManager.default.temporaryDirectory.appending(path: "nightjar-describe-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        // A scratch folder of its own: the package's is locked while its tests run.
        process.arguments = [
            "swift", "package", "--package-path", root.path, "--scratch-path", scratch.path,
            "describe", "--type", "json",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return try JSONDecoder().decode(Description.self, from: data).targets
    }
}
