import Foundation
import Testing

@testable import Storage

final class PrivateDraftTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "nightjar-draft-\(UUID().uuidString)")
        .path

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }

    @Test func aFileIsThereOnceItIsKept() throws {
        let folder = try PrivateFolder(path: path)
        let draft = try folder.draft("a.zip")
        try draft.reserve(upTo: 1 << 20)
        try draft.write([1, 2, 3, 4, 5], at: 0)
        try draft.write([9], at: 1)
        try draft.settle(0..<3)
        #expect(try folder.entries().isEmpty)
        #expect(throws: StorageError.missing("a.zip")) { try folder.open("a.zip") }
        try draft.keep(4)
        draft.discard()
        let file = try folder.open("a.zip")
        #expect(file.length == 4)
        #expect(try file.read(at: 0, count: 10) == [1, 9, 3, 4])
        #expect(try file.read(at: 4, count: 1) == [] && file.read(at: -1, count: 1) == [])
        #expect(throws: StorageError.exists("a.zip")) { try folder.draft("a.zip") }
        // Deleted, it is read on by whoever has it open.
        try folder.delete("a.zip")
        #expect(try file.read(at: 1, count: 1) == [9])
    }

    @Test func whatIsNotKeptIsTakenAway() throws {
        let folder = try PrivateFolder(path: path)
        do {
            let draft = try folder.draft("a.zip")
            try draft.write([1], at: 0)
            #expect(try names() == [".draft-a.zip"])
        }
        #expect(try names().isEmpty)
        let draft = try folder.draft("a.zip")
        draft.discard()
        #expect(try names().isEmpty)
        #expect(throws: StorageError.self) { try draft.keep(0) }
        #expect(throws: StorageError.self) { try folder.draft("../a") }
    }

    @Test func whatACrashLeftIsTakenAwayAtTheNextStart() throws {
        let folder = try PrivateFolder(path: path)
        let draft = try folder.draft("a.zip")
        try draft.write([1], at: 0)
        _ = try PrivateFolder(path: path)
        #expect(try names().isEmpty)
        draft.discard()
    }

    @Test func onlyFilesAreRead() throws {
        _ = try PrivateFolder(path: path)
        #expect(throws: StorageError.self) { try ReadableFile(path: path) }
        #expect(throws: StorageError.missing(path + "/no")) { try ReadableFile(path: path + "/no") }
        try Data([1, 2]).write(to: URL(filePath: path + "/yes"))
        #expect(try ReadableFile(path: path + "/yes").length == 2)
    }
}
