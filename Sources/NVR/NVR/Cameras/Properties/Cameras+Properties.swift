import Catalog
import Changes

extension Cameras {
    /// No request needs more members: there are fewer properties.
    private static let mostProperties = 500

    /// Those of a camera. Where people are told of its events, only those see who manage it.
    package func properties(as principal: Principal, of id: String) async throws -> CameraProperties {
        try Policy.require(principal, .seeCamera, .camera(id))
        let camera = try await record(id).id
        let isManager = Policy.may(principal, .manageCamera, .camera(camera.text))
        return CameraProperties(text: try await services.catalog.setting(CameraProperties.row(camera)))
            .visible(toManager: isManager)
    }

    /// Those of all cameras that the asker may see, by the cameras' ids.
    package func properties(as principal: Principal) async throws -> [String: CameraProperties] {
        try Policy.requireSomebody(principal)
        let settings = try await services.catalog.settings()
        var found: [String: CameraProperties] = [:]
        for record in try await services.catalog.cameras() {
            let id = record.id.text
            guard Policy.may(principal, .seeCamera, .camera(id)) else { continue }
            let isManager = Policy.may(principal, .manageCamera, .camera(id))
            found[id] = CameraProperties(text: settings[CameraProperties.row(record.id)]).visible(toManager: isManager)
        }
        return found
    }

    /// Changes those that are named; null takes away what was said. All or nothing.
    ///
    /// - Throws: `invalid` with all that is wrong, by keys.
    package func change(
        properties changes: [String: SettingValue],
        as principal: Principal,
        of id: String
    ) async throws -> CameraProperties {
        try Policy.require(principal, .manageCamera, .camera(id))
        let camera = try await record(id).id
        guard changes.count <= Self.mostProperties else {
            throw DomainError(.invalid, "At most \(Self.mostProperties) properties can be changed at once.")
        }
        let (services, row) = (services, CameraProperties.row(camera))
        return try await declaring.run {
            let old = CameraProperties(text: try await services.catalog.setting(row))
            let new = try old.applying(changes)
            guard new != old else { return old }
            try await services.catalog.changeSettings([row: try new.text()])
            services.published(.changed, EventObject.camera, id: camera.text)
            let members = changes.keys.sorted().joined(separator: ", ")
            await services.audit.note(
                "camera.properties",
                "camera/\(camera)",
                by: principal,
                .done,
                ["members": String(members.prefix(500))]
            )
            return new
        }
    }
}
