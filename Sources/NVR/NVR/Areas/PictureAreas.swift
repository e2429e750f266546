import Catalog
import Changes
import Logging

/// The detection zones, or the motion masks, of cameras: asking for them and changing them. What detects asks for them again when
/// it is told that the camera has changed.
package struct PictureAreas: Sendable {
    let services: DomainServices
    let kind: PictureArea.Kind

    /// Those of a camera, in their order, and what tells them from those before and after a change.
    package struct List: Hashable, Sendable {
        package var items: [PictureArea]
        package var version: String

        init(_ items: [PictureArea]) {
            self.items = items
            version = PictureArea.version(of: items)
        }
    }

    // MARK: Asking

    package func areas(as principal: Principal, of camera: String) async throws -> List {
        try Policy.require(principal, .seeCamera, .camera(camera))
        let key = try await key(camera)
        return List(try await services.catalog.areas(key).map(PictureArea.init))
    }

    package func area(as principal: Principal, of camera: String, _ id: String) async throws -> PictureArea {
        let list = try await areas(as: principal, of: camera)
        guard let area = list.items.first(where: { $0.id == id }) else { throw noArea(id, camera) }
        return area
    }

    private func noArea(_ id: String, _ camera: String) -> DomainError {
        let what = kind == .zone ? "detection zone" : "motion mask"
        return DomainError(.notFound, "The camera \"\(camera)\" has no \(what) \"\(id.prefix(40))\".")
    }

    private func key(_ id: String) async throws -> CameraAreaKey {
        guard let camera = CameraID(id) else { throw DomainError.noCamera(id) }
        let record = try await services.catalog.camera(camera)
        guard record != nil else { throw DomainError.noCamera(id) }
        return CameraAreaKey(camera, kind.kept)
    }

    // MARK: Changing

    /// Whether these would be taken: for a face that changes other things of the camera first.
    ///
    /// - Throws: `invalid`.
    package func check(_ drafts: [PictureAreaDraft]) throws(DomainError) { _ = try AreaRules.areas(drafts, kind) }

    /// Puts these in the place of all that the camera has.
    ///
    /// - Parameter version: of the list that the asker has seen; the change is made only if it is still that one.
    package func replace(
        as principal: Principal,
        of camera: String,
        _ drafts: [PictureAreaDraft],
        ifMatch version: String? = nil
    ) async throws -> List {
        let kind = kind
        return try await change(as: principal, of: camera) { (areas) throws(DomainError) in
            guard version == nil || version == PictureArea.version(of: areas) else {
                throw DomainError(
                    .stale,
                    "The \(kind.many) of the camera \"\(camera)\" have been changed since you have looked at them: look again, "
                        + "and then change them."
                )
            }
            areas = try AreaRules.areas(drafts, kind)
        }
    }

    package func add(as principal: Principal, of camera: String, _ draft: PictureAreaDraft) async throws -> PictureArea
    {
        let kind = kind
        let list = try await change(as: principal, of: camera) { (areas) throws(DomainError) in
            guard areas.count < PictureArea.most else {
                throw DomainError(
                    .conflict,
                    "The camera \"\(camera)\" has \(PictureArea.most) \(kind.many), and no more fit."
                )
            }
            let taken = Set(areas.map(\.id))
            let area = AreaRules.area(draft, taken)
            guard !taken.contains(area.id) else {
                throw DomainError(.conflict, "The camera has one with this id already.", member: "id")
            }
            if let error = DomainError(invalid: AreaRules.faults(of: area, kind)) { throw error }
            areas.append(area)
        }
        guard let added = list.items.last else { throw noArea("", camera) }
        return added
    }

    package func change(
        as principal: Principal,
        of camera: String,
        _ id: String,
        _ wanted: PictureAreaChange
    ) async throws -> PictureArea {
        let (kind, missing) = (kind, noArea(id, camera))
        let list = try await change(as: principal, of: camera) { (areas) throws(DomainError) in
            guard let place = areas.firstIndex(where: { $0.id == id }) else { throw missing }
            var area = areas[place]
            if let name = wanted.name { area.name = name }
            if let isEnabled = wanted.isEnabled { area.isEnabled = isEnabled }
            if let polygon = wanted.polygon { area.polygon = polygon }
            if let labels = wanted.labels { area.labels = labels }
            if let minScore = wanted.minScore { area.minScore = minScore }
            if let color = wanted.color { area.color = color?.lowercased() }
            if let error = DomainError(invalid: AreaRules.faults(of: area, kind)) { throw error }
            areas[place] = area
        }
        guard let changed = list.items.first(where: { $0.id == id }) else { throw missing }
        return changed
    }

    /// One that is gone already is no error.
    package func remove(as principal: Principal, of camera: String, _ id: String) async throws {
        _ = try await change(as: principal, of: camera) { areas in areas.removeAll { $0.id == id } }
    }

    private struct Outcome: Sendable {
        var areas: [PictureArea]
        var isChanged: Bool
    }

    private func change(
        as principal: Principal,
        of camera: String,
        _ edit: @escaping @Sendable (inout [PictureArea]) throws(DomainError) -> Void
    ) async throws -> List {
        try Policy.require(principal, .manageCamera, .camera(camera))
        let key = try await key(camera)
        let result = try await services.catalog.changeAreas(key) { records -> Result<Outcome, DomainError> in
            let old = records.map(PictureArea.init)
            var new = old
            do throws(DomainError) {
                try edit(&new)
            } catch {
                return .failure(error)
            }
            guard new != old else { return .success(Outcome(areas: old, isChanged: false)) }
            records = new.map(\.record)
            return .success(Outcome(areas: new, isChanged: true))
        }
        let outcome = try result.get()
        if outcome.isChanged { await note(outcome.areas, camera, principal) }
        return List(outcome.areas)
    }

    /// Tells everybody what is different now.
    private func note(_ areas: [PictureArea], _ camera: String, _ principal: Principal) async {
        services.logger.info("\(kind.many) changed", metadata: ["camera": "\(camera)"])
        services.published(.changed, EventObject.camera, id: camera)
        await services.audit.note(
            kind == .zone ? "camera.zones" : "camera.motion-masks",
            "camera/\(camera)",
            by: principal,
            .done,
            ["count": "\(areas.count)", "enabled": "\(areas.count(where: \.isEnabled))"]
        )
    }
}

extension Recorder {
    /// Where what is detected before cameras counts.
    package var zones: PictureAreas { PictureAreas(services: services, kind: .zone) }

    /// Where motion before cameras does not count.
    package var motionMasks: PictureAreas { PictureAreas(services: services, kind: .motionMask) }
}
