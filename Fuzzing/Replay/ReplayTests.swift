import Foundation
import Testing

/// Every input that once broke something, and what every fuzzer begins with.
struct ReplayTests {
    /// `Fuzzing/Crashers`; this file is `Fuzzing/Replay/ReplayTests.swift`.
    private static let crashers = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Crashers")

    private static let names = FuzzEntry.all.map(\.name)

    @Test(arguments: names)
    func whatOnceBrokeItIsNoDangerAnyMore(name: String) throws {
        let entry = try #require(FuzzEntry.named(name))
        let folder = Self.crashers.appending(path: name)
        let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        for file in files ?? [] { try entry.run([UInt8](Data(contentsOf: file))) }
    }

    @Test func everyCrasherBelongsToATarget() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.crashers.path)
        #expect(Set(folders).isSubset(of: Self.names))
    }

    @Test(arguments: names)
    func seedsAreNoDangerHoweverTheyAreCut(name: String) throws {
        let entry = try #require(FuzzEntry.named(name))
        let seeds = try entry.seeds()
        #expect(!seeds.isEmpty)
        for seed in seeds {
            #expect(seed.count <= entry.longestInput)
            for count in stride(from: 0, through: seed.count, by: max(1, seed.count / 40)) {
                try entry.run(Array(seed.prefix(count)))
            }
            try entry.run(seed)
        }
    }

    @Test func namesAreUnique() { #expect(Set(Self.names).count == Self.names.count) }
}
