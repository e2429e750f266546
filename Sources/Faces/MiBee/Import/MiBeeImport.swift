import HTTPServing
package import NVR
import Reception

/// Reads the configuration file of MiBee NVR for `nightjar import`. Versions differ: what is missing is as usual, what has no
/// counterpart is named as left out.
package enum MiBeeImport {
    package static let product = "MiBee NVR"
    /// In bytes.
    package static let largestFile = 4 << 20

    /// - Parameter document: the whole file.
    /// - Throws: `invalid` for a file of something else.
    package static func content(of document: SettingValue) throws(DomainError) -> ImportContent {
        guard let members = document.asObject, known.contains(where: { members[$0] != nil }) else {
            throw DomainError(.invalid, "The file has none of the keys that a configuration of MiBee NVR has.")
        }
        let cameras = members["cameras"]?.asList ?? []
        guard cameras.count <= ImportContent.mostCameras else {
            throw DomainError(.invalid, "There is more in the file than a recorder has.")
        }
        var content = ImportContent()
        for camera in cameras {
            guard let imported = MiBeeImportedCamera.read(camera.asObject ?? [:], &content) else { continue }
            content.cameras.append(imported)
        }
        person(members["auth"]?.asObject ?? [:], &content)
        MiBeeImportedSettings.read(members, &content)
        let others = members.filter { !known.contains($0.key) && $0.value.saysSomething }.keys.sorted()
        if !others.isEmpty {
            content.leaveOut(others.joined(separator: ", "), "Nightjar has nothing like it, or sets it otherwise")
        }
        return content
    }

    private static let known: Set<String> = [
        "version", "cameras", "auth", "cleanup", "storage", "merge", "mqtt", "webdav", "observability", "timezone",
        "server",
    ]

    /// The one account that the product has.
    private static func person(_ auth: [String: SettingValue], _ content: inout ImportContent) {
        guard let name = auth["username"]?.asText?.nothingIfEmpty else { return }
        var person = ImportedPerson(username: name, role: .administrator)
        // Of bcrypt, which does not carry over; a password in the clear is not taken either.
        person.passwordHash = auth["password_hash"]?.asText
        content.people.append(person)
    }
}

/// Values as YAML has them.
extension SettingValue {
    var asObject: [String: SettingValue]? { if case .object(let members) = self { members } else { nil } }
    var asList: [SettingValue]? { if case .list(let list) = self { list } else { nil } }

    /// Also of a number that nobody has put into quotation marks.
    var asText: String? {
        switch self {
        case .text(let text): text
        case .integer(let integer): "\(integer)"
        default: nil
        }
    }

    var asFlag: Bool? { if case .bool(let flag) = self { flag } else { nil } }

    /// Whether anybody has said anything with it.
    var saysSomething: Bool {
        switch self {
        case .null, .text(""): false
        case .list(let items): !items.isEmpty
        case .object(let members): !members.isEmpty
        default: true
        }
    }
}
