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
}
