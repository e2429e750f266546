import Foundation
import Glibc
import Testing

@testable import Storage

final class PrivateFolderTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "nightjar-private-\(UUID().uuidString)")
        .path

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func mode(_ name: String) throws -> UInt16 {
        let attributes = try FileManager.default.attributesOfItem(atPath: path + name)
        return try #require(attributes[.posixPermissions] as? NSNumber).uint16Value
    }

    @Test func filesAreTheirOwnersAlone() throws {
        let folder = try PrivateFolder(path: path)
        try folder.write("b.njb", [1, 2, 3])
        try folder.write("a.njb", [])
        #expect(try mode("") == 0o700)
        #expect(try mode("/b.njb") == 0o600)
        #expect(try folder.entries() == [.init(name: "a.njb", byteCount: 0), .init(name: "b.njb", byteCount: 3)])
        #expect(try folder.read("b.njb", most: 2) == [1, 2])
        #expect(try folder.read("b.njb", most: 9) == [1, 2, 3])
        #expect(throws: StorageError.exists("b.njb")) { try folder.write("b.njb", [4]) }
        #expect(try PrivateFolder(path: path).read("b.njb", most: 9) == [1, 2, 3])
        #expect(try folder.delete("b.njb"))
        #expect(try !folder.delete("b.njb"))
        #expect(throws: StorageError.missing("b.njb")) { try folder.read("b.njb", most: 1) }
    }

    @Test(arguments: ["", ".", "..", "../a", "a/b", "/etc/passwd", ".draft-a", "a\0", "-a", "ä", "a b"])
    func noNameLeadsOut(name: String) throws {
        let folder = try PrivateFolder(path: path)
        #expect(throws: StorageError.self) { try folder.read(name, most: 1) }
        #expect(throws: StorageError.self) { try folder.write(name, [1]) }
        #expect(throws: StorageError.self) { try folder.delete(name) }
    }

    @Test func linksAndFoldersAreNoFiles() throws {
        let folder = try PrivateFolder(path: path)
        symlink("/etc/hostname", path + "/link")
        mkdir(path + "/folder", 0o700)
        mkfifo(path + "/pipe", 0o600)
        #expect(try folder.entries().isEmpty)
        for name in ["link", "folder", "pipe"] {
            #expect(throws: StorageError.self) { try folder.read(name, most: 1) }
        }
    }

    @Test(arguments: PrivateFolder.Step.allCases)
    func aPowerCutLeavesAWholeFileOrNone(step: PrivateFolder.Step) throws {
        let folder = try PrivateFolder(path: path) { $0 == step ? .powerCut : nil }
        #expect(throws: StorageError.self) { try folder.write("a.njb", [1, 2, 3]) }
        let after = try PrivateFolder(path: path)
        #expect(try after.entries().map(\.name) == (step == .renamed ? ["a.njb"] : []))
        // Nothing else is left.
        #expect(try FileManager.default.contentsOfDirectory(atPath: path).count == (step == .renamed ? 1 : 0))
        if step != .renamed { try after.write("a.njb", [1, 2, 3]) }
        #expect(try after.read("a.njb", most: 9) == [1, 2, 3])
    }

    @Test(arguments: [PrivateFolder.Step.created, .written, .synced])
    func anErrorLeavesNothing(step: PrivateFolder.Step) throws {
        let folder = try PrivateFolder(path: path) { $0 == step ? .error(ENOSPC) : nil }
        #expect(throws: StorageError.full("a.njb")) { try folder.write("a.njb", [1, 2, 3]) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
    }
}
