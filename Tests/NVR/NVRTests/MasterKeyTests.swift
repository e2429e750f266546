import Foundation
import Testing

@testable import NVR

struct MasterKeyTests {
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-key-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test func theKeyIsMadeOnceAndReadByItsOwnerAlone() throws {
        try inFolder { folder in
            let sealed = try #require(try MasterKey.open(inDataDirectory: folder).seal("p@ss", for: "camera/a"))
            #expect(!sealed.isEmpty)
            let again = try MasterKey.open(inDataDirectory: folder)
            #expect(again.open(sealed, for: "camera/a") == "p@ss")
            #expect(again.open(sealed, for: "camera/b") == nil)
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/keys/master.key")
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        }
    }

    @Test func aKeyThatOthersCanReadIsRefused() throws {
        try inFolder { folder in
            _ = try MasterKey.open(inDataDirectory: folder)
            let path = folder + "/keys/master.key"
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            #expect { try MasterKey.open(inDataDirectory: folder) } throws: { "\($0)".contains("chmod 600") }
        }
    }

    @Test(arguments: [0, 31, 33, 1000])
    func aFileThatIsNoKeyIsRefusedAndKept(count: Int) throws {
        try inFolder { folder in
            _ = try MasterKey.open(inDataDirectory: folder)
            let path = folder + "/keys/master.key"
            let handle = try FileHandle(forWritingTo: URL(filePath: path))
            try handle.truncate(atOffset: 0)
            try handle.write(contentsOf: Data(repeating: 7, count: count))
            try handle.close()
            #expect { try MasterKey.open(inDataDirectory: folder) } throws: { "\($0)".contains("32 bytes") }
            #expect(try Data(contentsOf: URL(filePath: path)).count == count)
        }
    }

    @Test(arguments: [
        String(repeating: "ab", count: 32), String(repeating: "AB", count: 32),
        "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=",
    ])
    func aKeyThatIsGivenIsUsedAndNotKept(text: String) throws {
        try inFolder { folder in
            let given = try MasterKey.open(inDataDirectory: folder, given: text)
            let sealed = try #require(given.seal("p@ss", for: "camera/a"))
            #expect(!FileManager.default.fileExists(atPath: folder + "/keys/master.key"))
            let path = folder + "/keys/master.key"
            _ = FileManager.default.createFile(
                atPath: path,
                contents: Data(repeating: 0xAB, count: 32),
                attributes: [.posixPermissions: 0o600]
            )
            #expect(try MasterKey.open(inDataDirectory: folder).open(sealed, for: "camera/a") == "p@ss")
            #expect(try MasterKey.open(inDataDirectory: folder, given: text).open(sealed, for: "camera/a") == "p@ss")
        }
    }

    @Test(arguments: ["", "abc", String(repeating: "ab", count: 31), String(repeating: "zz", count: 32)])
    func aTextThatIsNoKeyIsRefusedAndNotRepeated(text: String) throws {
        try inFolder { folder in
            #expect { try MasterKey.open(inDataDirectory: folder, given: text) } throws: { error in
                "\(error)".contains("is not 32 bytes") && (text.isEmpty || !"\(error)".contains("\"\(text)"))
            }
        }
    }

    @Test func aKeyBesideAnotherInTheFolderIsRefused() throws {
        try inFolder { folder in
            let kept = try MasterKey.open(inDataDirectory: folder)
            let sealed = try #require(kept.seal("p@ss", for: "camera/a"))
            #expect {
                try MasterKey.open(inDataDirectory: folder, given: String(repeating: "ab", count: 32))
            } throws: { "\($0)".contains("is not the one in \(folder)/keys/master.key") }
            #expect(try MasterKey.open(inDataDirectory: folder).open(sealed, for: "camera/a") == "p@ss")
        }
    }
}
