import HTTPServing
package import NVR
import Reception

/// Reads a database of LightNVR for `nightjar import`. Its tables have grown from version to version: a column that is missing is
/// as usual, one that has no counterpart is named as left out where it says anything.
package enum LightImport {
    package static let product = "LightNVR"
    /// That are read; recordings, events and sessions stay where they are.
    package static let tables = [
        "streams", "users", "detection_zones", "zones", "motion_recording_config", "system_settings",
    ]

    /// - Throws: `invalid` for a database of something else.
    package static func content(of tables: ImportTables) throws(DomainError) -> ImportContent {
        guard let streams = tables["streams"] else {
            throw DomainError(.invalid, "The database has no table \"streams\", as LightNVR's has.")
        }
        let users = tables["users"] ?? []
        guard streams.count <= ImportContent.mostCameras, users.count <= ImportContent.mostPeople else {
            throw DomainError(.invalid, "There is more in the database than a recorder has.")
        }
        var content = ImportContent()
        for row in streams.sorted(by: { number($0) < number($1) }) {
            let name = row["name"]?.line ?? ""
            let parts = LightImportedStream.Parts(
                zones: (tables["detection_zones"] ?? []).filter { $0["stream_name"]?.line == name },
                motion: tables["motion_recording_config"]?.first { $0["stream_name"]?.line == name }
            )
            guard let camera = LightImportedStream.read(row, parts, &content) else { continue }
            content.cameras.append(camera)
        }
        for row in users.sorted(by: { number($0) < number($1) }) { person(row, &content) }
        settings(tables["system_settings"] ?? [], &content)
        if tables["zones"]?.isEmpty == false {
            content.leaveOut("zones of an early version", "later ones do not read them either: draw them anew")
        }
        content.leaveOut("lightnvr.ini", "LightNVR keeps most of its settings there, and not in the database")
        return content
    }

    private static func number(_ row: [String: SettingValue]) -> Int { row["id"]?.count ?? 0 }

    // MARK: Accounts

    private static func person(_ row: [String: SettingValue], _ content: inout ImportContent) {
        guard let name = row["username"]?.line, !name.isEmpty else {
            return content.refuse("an account", "it has no username")
        }
        let role = role(row["role"])
        var person = ImportedPerson(username: name, role: (try? Principal.Role(light: role)) ?? .viewer)
        if case .all(let rights)? = Principal.Role.lightGrants(role) {
            person.moreRights = rights.subtracting(Principal.CameraRight.usual)
        }
        person.email = row["email"]?.line?.nothingIfEmpty
        person.isEnabled = row["is_active"]?.count != 0
        // PBKDF2, or bcrypt in the first versions: neither carries over.
        person.passwordHash = row["password_hash"]?.line
        let subject = ImportedPerson.subject(name)
        if row["allowed_tags"]?.line?.nothingIfEmpty != nil {
            person.cameras = []
            content.leaveOut(subject, "its cameras, which are chosen by tags there: give it cameras in the app")
        }
        if row["allowed_login_cidrs"]?.line?.nothingIfEmpty != nil {
            content.leaveOut(subject, "the addresses that it may log in from")
        }
        content.people.append(person)
    }

    /// A number, or in the first versions a word. What is neither may do least.
    private static func role(_ value: SettingValue?) -> Int {
        let words = ["admin": 0, "user": 1, "viewer": 2, "api": 3]
        return value?.count ?? value?.line.flatMap { words[$0] ?? Int($0) } ?? 2
    }

    // MARK: Settings

    private static func settings(_ rows: [[String: SettingValue]], _ content: inout ImportContent) {
        let known = Dictionary(LightSetting.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var unknown: [String] = []
        for row in rows.prefix(ImportContent.mostSettings) {
            guard let name = row["key"]?.line, let value = row["value"] else { continue }
            guard let setting = known[name] else {
                unknown.append(name)
                continue
            }
            guard let kept = setting.spelling.kept(plain(value)), kept != .null else { continue }
            content.settings.append(ImportedSetting(name, setting.key, kept))
        }
        guard !unknown.isEmpty else { return }
        content.leaveOut("system settings", "Nightjar has none like \(unknown.sorted().joined(separator: ", "))")
    }

    /// The table has texts alone.
    private static func plain(_ value: SettingValue) -> SettingValue {
        guard case .text(let text) = value else { return value }
        switch text {
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: return Int(text).map(SettingValue.integer) ?? Double(text).map(SettingValue.number) ?? value
        }
    }
}

extension SettingValue {
    var line: String? { if case .text(let text) = self { text } else { nil } }

    var count: Int? {
        switch self {
        case .integer(let integer): integer
        case .number(let number): Int(exactly: number)
        default: nil
        }
    }
}
