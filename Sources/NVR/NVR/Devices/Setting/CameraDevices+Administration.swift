import Catalog
import Devices
import HTTPAuthentication
import Media
import ONVIF
import Stream

/// A device as a whole, and its accounts: for those who manage the camera.
extension CameraDevices {
    /// Starts it anew. Its streams end, and come back by themselves.
    package func reboot(as principal: Principal, of id: String) async throws {
        try Policy.require(principal, .manageCamera, .camera(id))
        let linked = try await linked(id)
        _ = try await ask(linked, DeviceService.SystemReboot())
        await note("reboot", linked, by: principal)
    }

    // MARK: The clock

    /// Sets its clock by the recorder's; its time zone stays as it is.
    ///
    /// - Returns: how many seconds it is ahead then; nil where it does not tell.
    /// - Throws: `conflict` for one that is set by a time server, and would not be any more, unless that is confirmed.
    package func setClock(as principal: Principal, of id: String, isConfirmed: Bool = false) async throws -> Double? {
        try Policy.require(principal, .manageCamera, .camera(id))
        let linked = try await linked(id)
        let before = try await ask(linked, DeviceService.GetSystemDateAndTime()).systemDateAndTime
        guard isConfirmed || before.dateTimeType?.uppercased() != "NTP" else {
            throw DomainError(
                .conflict,
                "A time server sets this camera's clock: name a right one in its network, or say confirm=true, and the camera "
                    + "goes by the time that it is given now."
            )
        }
        let question = DeviceService.SetSystemDateAndTime {
            $0.daylightSavings = before.daylightSavings ?? false
            $0.timeZone = before.timeZone
            $0.utc = DeviceDateTime(services.time.wall)
        }
        _ = try await ask(linked, question)
        await note("clock", linked, by: principal)
        return try await keepClock(of: linked)
    }

    private func keepClock(of linked: Linked) async throws -> Double? {
        let offset: Duration?
        do throws(DeviceError) {
            offset = try await linked.client.clockOffset()
        } catch {
            throw DomainError(error)
        }
        let seconds = offset.map { $0 / .seconds(1) }
        let id = linked.record.id.text
        try await book.changing.run { [self] in
            guard var kept = try await self.kept(id), kept.address == linked.kept.address else { return }
            kept.facts?.clockOffset = seconds
            try await keep(kept, of: id)
        }
        return seconds
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
}
