import Catalog
import Devices
import HTTPAuthentication
package import Media
import ONVIF

/// A device as a whole, its accounts, and what it has recorded by itself: for those who manage the camera.
extension CameraDevices {
    /// Starts it anew. Its streams end, and come back by themselves.
    package func reboot(as principal: Principal, of id: String) async throws {
        try Policy.require(principal, .manageCamera, .camera(id))
        let linked = try await linked(id)
        _ = try await ask(linked, DeviceService.SystemReboot())
        await note("reboot", linked, by: principal)
    }

    // MARK: Accounts

    package struct User: Hashable, Sendable {
        package var name: String
        /// "administrator", "operator", "user", "anonymous".
        package var level: String
    }

    package static let levels = ["administrator", "operator", "user"]

    package func users(as principal: Principal, of id: String) async throws -> [User] {
        try Policy.require(principal, .manageCamera, .camera(id))
        return try await ask(linked(id), DeviceService.GetUsers()).user.prefix(64).map { user in
            User(name: user.username, level: user.userLevel.lowercased())
        }
    }

    package func addUser(
        as principal: Principal,
        of id: String,
        name: String,
        password: String,
        level: String
    ) async throws {
        try Policy.require(principal, .manageCamera, .camera(id))
        let user = try Self.user(name, password, level)
        let linked = try await linked(id)
        _ = try await ask(linked, DeviceService.CreateUsers { $0.user = [user] })
        await note("user-add", linked, by: principal, ["user": name])
    }

    /// Changes the password or the level of an account. That of the account with which the camera is asked is then kept.
    package func changeUser(
        as principal: Principal,
        of id: String,
        name: String,
        password: String?,
        level: String?
    ) async throws {
        try Policy.require(principal, .manageCamera, .camera(id))
        let linked = try await linked(id)
        let old = try await ask(linked, DeviceService.GetUsers()).user.first { $0.username == name }
        guard let old else { throw Self.noUser(name) }
        let user = try Self.user(name, password, level ?? old.userLevel.lowercased())
        _ = try await ask(linked, DeviceService.SetUser { $0.user = [user] })
        await note("user-change", linked, by: principal, ["user": name])
        guard let password, credentials(of: linked.record, linked.kept)?.username == name else { return }
        try await takeOver(password, of: linked, by: principal)
    }

    /// Without the new password nothing of the camera could be had any more.
    private func takeOver(_ password: String, of linked: Linked, by principal: Principal) async throws {
        let id = linked.record.id
        if linked.kept.username == nil {
            var change = CameraChange()
            change.password = .some(password)
            _ = try await cameras.change(as: principal, id.text, change)
            return book.wake()
        }
        try await book.changing.run { [self] in
            guard var kept = try await self.kept(id.text) else { return }
            try kept.seal(password, of: id, services.masterKey)
            try await keep(kept, of: id.text)
        }
    }

    package func removeUser(as principal: Principal, of id: String, name: String) async throws {
        try Policy.require(principal, .manageCamera, .camera(id))
        let linked = try await linked(id)
        guard credentials(of: linked.record, linked.kept)?.username != name else {
            throw DomainError(
                .conflict,
                "With the account \"\(name)\" the camera is asked: without it nothing could be."
            )
        }
        _ = try await ask(linked, DeviceService.DeleteUsers { $0.username = [name] })
        await note("user-remove", linked, by: principal, ["user": name])
    }

    private static func noUser(_ name: String) -> DomainError {
        DomainError(.notFound, "The camera has no account \"\(name.prefix(64))\".")
    }

    private static func user(_ name: String, _ password: String?, _ level: String) throws(DomainError) -> DeviceUser {
        guard let name = try CameraChecks.username(name), !name.isEmpty else {
            throw DomainError(.invalid, "An account has a name.", member: "name")
        }
        guard levels.contains(level) else {
            throw DomainError(.invalid, "level is one of \(levels.joined(separator: ", ")).", member: "level")
        }
        let checked = try CameraChecks.password(password)
        return DeviceUser {
            $0.username = name
            $0.password = checked
            $0.userLevel = level.prefix(1).uppercased() + level.dropFirst()
        }
    }

    // MARK: Its own recordings

    package struct HeldRecording: Hashable, Sendable {
        package var token: String
        package var name: String
        package var from: WallTime?
        package var to: WallTime?
    }

    private static let longestSearch = 10
    private static let mostRecordings = 256

    /// What the camera holds on its own card: read, and nothing else.
    package func heldRecordings(as principal: Principal, of id: String) async throws -> [HeldRecording] {
        try Policy.require(principal, .manageCamera, .camera(id))
        let linked = try await linked(id)
        let search = try await ask(linked, SearchService.FindRecordings { $0.maxMatches = Self.mostRecordings })
            .searchToken
        var found: [HeldRecording] = []
        for _ in 0..<Self.longestSearch {
            let question = SearchService.GetRecordingSearchResults {
                $0.searchToken = search
                $0.maxResults = Self.mostRecordings
                $0.waitTime = XMLDuration(.seconds(2))
            }
            let results = try await ask(linked, question).resultList
            found += results.recordingInformation.map { recording in
                HeldRecording(
                    token: recording.recordingToken,
                    name: recording.source?.name ?? "",
                    from: recording.earliestRecording?.time,
                    to: recording.latestRecording?.time
                )
            }
            if results.searchState == "Completed" || found.count >= Self.mostRecordings { break }
        }
        _ = try? await ask(linked, SearchService.EndSearch { $0.searchToken = search })
        return Array(found.prefix(Self.mostRecordings))
    }
}
