import Catalog
import Changes
import Logging

/// The privacy masks of cameras: asking for them and changing them. A change counts at once, for everyone who watches.
package struct PrivacyMasks: Sendable {
    let services: DomainServices

    private var book: MaskBook { services.masks }

    /// The masks of a camera, and what tells them from those before and after a change.
    package struct List: Hashable, Sendable {
        package var items: [PrivacyMask]
        package var version: String
    }

    // MARK: Asking

    /// Those who do not manage the camera are shown what hides something from them, and no more.
    package func masks(as principal: Principal, of camera: String) async throws -> List {
        try Policy.require(principal, .seeCamera, .camera(camera))
        try await requireCamera(camera)
        let masks = book.masks(of: camera)
        let isManager = Policy.may(principal, .manageCamera, .camera(camera))
        return Self.list(isManager ? masks : masks.filter(\.isEnabled))
    }

    package func mask(as principal: Principal, of camera: String, _ id: String) async throws -> PrivacyMask {
        let list = try await masks(as: principal, of: camera)
        guard let mask = list.items.first(where: { $0.id == id }) else { throw Self.noMask(id, camera) }
        return mask
    }

    private static func list(_ masks: [PrivacyMask]) -> List {
        List(items: masks, version: KeptMasks.version(of: masks))
    }

    private static func noMask(_ id: String, _ camera: String) -> DomainError {
        DomainError(.notFound, "The camera \"\(camera)\" has no privacy mask \"\(id.prefix(40))\".")
    }

    private func requireCamera(_ id: String) async throws {
        guard let key = CameraID(id) else { throw DomainError.noCamera(id) }
        let camera = try await services.catalog.camera(key)
        guard camera != nil else { throw DomainError.noCamera(id) }
    }

    // MARK: Changing

    /// Whether these would be taken: for a face that changes other things of the camera first.
    ///
    /// - Throws: `invalid`.
    package static func check(_ drafts: [PrivacyMaskDraft]) throws(DomainError) { _ = try MaskRules.masks(drafts) }

    /// Puts these masks in the place of all that the camera has.
    ///
    /// - Parameter version: of the list that the asker has seen; the change is made only if it is still that one.
    package func replace(
        as principal: Principal,
        of camera: String,
        _ drafts: [PrivacyMaskDraft],
        ifMatch version: String? = nil
    ) async throws -> List {
        try await change(as: principal, of: camera) { masks in
            guard version == nil || version == KeptMasks.version(of: masks) else {
                throw DomainError(
                    .stale,
                    "The privacy masks of the camera \"\(camera)\" have been changed since you have looked at them: look "
                        + "again, and then change them."
                )
            }
            masks = try MaskRules.masks(drafts)
        }
    }

    package func add(as principal: Principal, of camera: String, _ draft: PrivacyMaskDraft) async throws -> PrivacyMask
    {
        let list = try await change(as: principal, of: camera) { masks in
            guard masks.count < PrivacyMask.most else {
                throw DomainError(
                    .conflict,
                    "The camera \"\(camera)\" has \(PrivacyMask.most) privacy masks, and no more fit."
                )
            }
            let taken = Set(masks.map(\.id))
            if let id = draft.id, taken.contains(id) {
                throw DomainError(.conflict, "The camera has a privacy mask with this id already.", member: "id")
            }
            let mask = PrivacyMask(
                id: draft.id ?? MaskRules.newID(taken),
                name: draft.name,
                isEnabled: draft.isEnabled,
                polygon: draft.polygon
            )
            if let error = DomainError(invalid: MaskRules.faults(of: mask)) { throw error }
            masks.append(mask)
        }
        guard let added = list.items.last else { throw Self.noMask("", camera) }
        return added
    }

    package func change(
        as principal: Principal,
        of camera: String,
        _ id: String,
        _ wanted: PrivacyMaskChange
    ) async throws -> PrivacyMask {
        let list = try await change(as: principal, of: camera) { masks in
            guard let place = masks.firstIndex(where: { $0.id == id }) else { throw Self.noMask(id, camera) }
            if let name = wanted.name { masks[place].name = name }
            if let isEnabled = wanted.isEnabled { masks[place].isEnabled = isEnabled }
            if let polygon = wanted.polygon { masks[place].polygon = polygon }
            if let error = DomainError(invalid: MaskRules.faults(of: masks[place])) { throw error }
        }
        guard let changed = list.items.first(where: { $0.id == id }) else { throw Self.noMask(id, camera) }
        return changed
    }

    /// One that is gone already is no error.
    package func remove(as principal: Principal, of camera: String, _ id: String) async throws {
        _ = try await change(as: principal, of: camera) { masks in masks.removeAll { $0.id == id } }
    }

    /// Kept first, then in force, then answered.
    private func change(
        as principal: Principal,
        of camera: String,
        _ edit: @escaping @Sendable (inout [PrivacyMask]) throws -> Void
    ) async throws -> List {
        try Policy.require(principal, .manageCamera, .camera(camera))
        // Else whoever manages a camera could take away what hides something from him.
        try Policy.require(principal, .seeUnmasked, .camera(camera))
        try await requireCamera(camera)
        let (book, services) = (book, services)
        return try await book.changing.run {
            let old = book.masks(of: camera)
            var new = old
            try edit(&new)
            guard new != old else { return Self.list(old) }
            try await services.catalog.changeSettings([KeptMasks.key(camera): KeptMasks.text(new)])
            await book.set(new, of: camera)
            services.logger.info("privacy masks changed", metadata: ["camera": "\(camera)"])
            services.published(.changed, EventObject.camera, id: camera)
            await services.audit.note(
                "camera.masks",
                "camera/\(camera)",
                by: principal,
                .done,
                ["masks": "\(new.count)", "enabled": "\(new.count(where: \.isEnabled))"]
            )
            return Self.list(new)
        }
    }

    // MARK: The beginning

    /// Takes up what is kept. Until then the book is empty, so that nothing may be shown before.
    func load() async throws(CatalogError) {
        var kept: [String: [PrivacyMask]] = [:]
        for (key, text) in try await services.catalog.settings() {
            guard let camera = KeptMasks.camera(of: key) else { continue }
            if let masks = KeptMasks.masks(text) {
                kept[camera] = masks
            } else {
                services.logger.error(
                    "the privacy masks of a camera cannot be read, so that its whole picture is hidden: set them anew",
                    metadata: ["camera": "\(camera)"]
                )
                kept[camera] = [KeptMasks.everything]
            }
        }
        await book.load(kept)
    }
}
