import Foundation
import HTTPServing
package import NVR
import Reception

/// Reads a backup of VibeNVR, as its page writes it or its schedule, for `nightjar import`. Versions differ: what is missing is
/// as usual, what is not known is named as left out.
package enum VibeImport {
    package static let product = "VibeNVR"
    /// In bytes; the product itself takes no larger one.
    package static let largestFile = 10 << 20

    private static let known: Set<String> = [
        "timestamp", "version", "settings", "cameras", "groups", "storage_profiles", "associations", "users",
        "api_tokens", "recovery_codes", "trusted_devices", "federated_nodes",
    ]
    /// Lists of what has no counterpart, and why.
    private static let others: [(name: String, words: String, reason: String)] = [
        ("groups", "groups of cameras", "there are none in Nightjar"),
        ("api_tokens", "API tokens", "make new ones in the app"),
        ("recovery_codes", "recovery codes", "their owners make new ones in the app"),
        ("trusted_devices", "trusted devices", "they log in anew"),
        ("federated_nodes", "other recorders", "Nightjar has no federation"),
    ]

    /// - Throws: `invalid` for a file that is no such backup.
    package static func content(of bytes: [UInt8]) throws(DomainError) -> ImportContent {
        guard let document = try? JSONDecoder().decode([String: SettingValue].self, from: Data(bytes)) else {
            throw DomainError(.invalid, "The file is no JSON, as a backup of VibeNVR is.")
        }
        guard let cameras = document["cameras"]?.asList else {
            throw DomainError(.invalid, "The file has no list \"cameras\", as a backup of VibeNVR has.")
        }
        let users = document["users"]?.asList ?? []
        guard cameras.count <= ImportContent.mostCameras, users.count <= ImportContent.mostPeople else {
            throw DomainError(.invalid, "There is more in the file than a recorder has.")
        }
        var content = ImportContent()
        var places: [Int: Int] = [:]
        for camera in cameras {
            let members = camera.asObject ?? [:]
            guard let imported = VibeImportedCamera.read(members, &content) else { continue }
            if let number = members["id"]?.asInteger { places[number] = content.cameras.count }
            content.cameras.append(imported)
        }
        let groups = groups(document["associations"])
        for user in users { person(user.asObject ?? [:], places, groups, &content) }
        settings(document["settings"], &content)
        leaveOut(document, &content)
        return content
    }

    // MARK: Accounts

    /// The cameras of each group, by their numbers.
    private static func groups(_ associations: SettingValue?) -> [Int: [Int]] {
        let pairs = (associations?.asList ?? []).compactMap { pair -> (Int, Int)? in
            guard let members = pair.asObject, let camera = members["camera_id"]?.asInteger,
                let group = members["group_id"]?.asInteger
            else { return nil }
            return (group, camera)
        }
        return Dictionary(grouping: pairs, by: \.0).mapValues { $0.map(\.1) }
    }

    private static func person(
        _ members: [String: SettingValue],
        _ places: [Int: Int],
        _ groups: [Int: [Int]],
        _ content: inout ImportContent
    ) {
        guard let name = members["username"]?.asText, !name.isEmpty else {
            return content.refuse("an account", "it has no username")
        }
        let role = members["role"]?.asText
        var person = ImportedPerson(username: name, role: role == "admin" ? .administrator : .viewer)
        person.email = members["email"]?.asText?.nothingIfEmpty
        person.isEnabled = members["is_active"]?.asBool ?? true
        person.passwordHash = members["hashed_password"]?.asText
        if members["is_2fa_enabled"]?.asBool == true { person.secondFactor = members["totp_secret"]?.asText ?? "" }
        if members["restrict_camera_access"]?.asBool == true {
            let own = numbers(members["allowed_camera_ids"])
            let all = own + numbers(members["allowed_group_ids"]).flatMap { groups[$0] ?? [] }
            person.cameras = Set(all).sorted().compactMap { places[$0] }
        }
        content.people.append(person)
    }

    private static func numbers(_ list: SettingValue?) -> [Int] { (list?.asList ?? []).compactMap(\.asInteger) }

    // MARK: Settings

    private static func settings(_ settings: SettingValue?, _ content: inout ImportContent) {
        var unknown: [String] = []
        for (name, value) in VibeBackupBody.settings(settings) {
            guard let known = SettingName.byName[name] else {
                unknown.append(name)
                continue
            }
            do {
                guard let change = try known.change(to: text(value)), change.value != .null else { continue }
                content.settings.append(ImportedSetting(name, change.key, change.value))
            } catch {
                content.leaveOut(ImportedSetting.subject(name), (error as? Problem)?.detail ?? "it makes no sense")
            }
        }
        keepTopics(&content)
        guard !unknown.isEmpty else { return }
        content.leaveOut("settings", "Nightjar has none like \(unknown.sorted().joined(separator: ", "))")
    }

    /// The product's topics begin otherwise than Nightjar's, where the file does not say so.
    private static func keepTopics(_ content: inout ImportContent) {
        let key = "mqtt.topic_prefix"
        guard content.settings.contains(where: { $0.key == "mqtt.enabled" && $0.value == .bool(true) }),
            !content.settings.contains(where: { $0.key == key })
        else { return }
        content.settings.append(ImportedSetting(SettingName.prefix, key, .text("vibenvr")))
    }

    private static func text(_ value: SettingValue) -> String {
        switch value {
        case .text(let text): text
        case .bool(let bool): bool ? "true" : "false"
        case .integer(let integer): "\(integer)"
        case .number(let number): "\(number)"
        case .null, .list, .object: ""
        }
    }

    // MARK: The rest

    private static func leaveOut(_ document: [String: SettingValue], _ content: inout ImportContent) {
        for profile in (document["storage_profiles"]?.asList ?? []).prefix(100) {
            guard let name = profile.asObject?["name"]?.asText else { continue }
            content.leaveOut(
                "storage profile \"\(name)\"",
                "add its folder as a volume in the app, which marks the disk as Nightjar's, and choose it for cameras there"
            )
        }
        for (name, words, reason) in others {
            guard let count = document[name]?.asList?.count, count > 0 else { continue }
            content.leaveOut("\(count) \(words)", reason)
        }
        let unknown = document.keys.filter { !known.contains($0) }.sorted()
        if !unknown.isEmpty { content.leaveOut(unknown.joined(separator: ", "), "Nightjar knows nothing like it") }
    }
}
