import BackupFile
import Foundation
package import Media

/// A backup, as a list shows it. What its header says is not known to be genuine before it is restored.
package struct BackupInfo: Hashable, Sendable {
    /// How many there are of each.
    package struct Counts: Hashable, Sendable {
        package var settings: Int
        package var cameras: Int
        package var users: Int
        package var apiKeys: Int
    }

    /// The file's name, by which it is asked for.
    package var name: String
    /// When the file was made or brought here.
    package var createdAt: WallTime
    package var origin: BackupName.Origin
    package var byteCount: Int64
    /// When its content was read from the catalogue, and by which version of the program. Nil where ``fault`` says why.
    package var capturedAt: WallTime?
    package var program: String?
    package var note: String?
    package var counts: Counts?
    /// Why its header cannot be read; nil where it can.
    package var fault: String?
    /// Of one that has just been made: what could not be taken along, in sentences.
    package var missing: [String] = []
}

/// What stands in the clear at the beginning of a backup. No secret may be in it.
struct BackupHeader: Codable, Hashable, Sendable {
    /// Of the content. A program reads every minor version of the major one that it knows.
    var majorVersion = Self.knownVersion
    var minorVersion = 0
    /// The version of the program that made it.
    var program: String
    /// Nanoseconds since 1970.
    var capturedAt: Int64
    var note: String?
    var settings: Int
    var cameras: Int
    var users: Int
    var apiKeys: Int

    static let knownVersion = 1
    static let longestNote = 200

    init(_ content: BackupContent, program: String, at time: WallTime, note: String?) {
        self.program = program
        capturedAt = time.nanoseconds
        self.note = note
        settings = content.settings.count
        cameras = content.cameras.count
        users = content.users.count
        apiKeys = content.apiKeys.count
    }

    enum CodingKeys: String, CodingKey {
        case program, note, settings, cameras, users
        case majorVersion = "content_major"
        case minorVersion = "content_minor"
        case capturedAt = "captured_at"
        case apiKeys = "api_keys"
    }

    func bytes() throws -> [UInt8] { [UInt8](try JSONEncoder.stable.encode(self)) }

    private struct Version: Decodable {
        var major: Int
        var program: String?

        enum CodingKeys: String, CodingKey {
            case program
            case major = "content_major"
        }
    }

    /// - Throws: a sentence about a newer program before one about what is not understood.
    init(bytes: [UInt8]) throws(DomainError) {
        let data = Data(bytes)
        let decoder = JSONDecoder()
        if let version = try? decoder.decode(Version.self, from: data), version.major > Self.knownVersion {
            let program = version.program.map { " (Nightjar \(Self.printable($0, 40)))" } ?? ""
            throw DomainError(
                .invalid,
                "The backup was made by a newer program\(program), which this one does not understand. "
                    + "Update Nightjar first."
            )
        }
        guard var header = try? decoder.decode(Self.self, from: data) else {
            throw DomainError(.invalid, "The header of the backup is not what Nightjar writes.")
        }
        header.program = Self.printable(header.program, 40)
        header.note = header.note.map { Self.printable($0, Self.longestNote) }
        self = header
    }

    /// What can be shown of a text that a stranger wrote.
    static func printable(_ text: String, _ longest: Int) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { $0.properties.generalCategory != .control }
                    .prefix(longest)
            )
        )
    }
}

extension BackupInfo {
    /// - Parameter beginning: of the file, at least all that is in the clear.
    init(_ name: BackupName, byteCount: Int64, beginning: [UInt8]) {
        self.name = name.text
        createdAt = name.time
        origin = name.origin
        self.byteCount = byteCount
        do {
            let header = try BackupHeader(bytes: BackupFile.Locked(beginning, limits: .ours).header)
            capturedAt = WallTime(nanoseconds: header.capturedAt)
            program = header.program
            note = header.note
            counts = Counts(
                settings: header.settings,
                cameras: header.cameras,
                users: header.users,
                apiKeys: header.apiKeys
            )
        } catch {
            fault = DomainError(ofBackup: error).sentence
        }
    }
}
