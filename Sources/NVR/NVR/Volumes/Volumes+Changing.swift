import Catalog
import Changes
import Logging
import Media
import Storage
import Stream

extension Volumes {
    /// Adds a volume: makes its folder where only the last part of the path is missing, and marks it as this volume.
    ///
    /// A folder that is a volume of this recorder that was removed becomes that volume again, with its recordings.
    ///
    /// - Throws: `invalid` where no volume may lie there; `conflict` where the name is taken, or the folder is another volume's or
    ///   has other things in it.
    package func add(as principal: Principal, _ draft: VolumeDraft) async throws -> VolumeView {
        try Policy.require(principal, .manageSystem)
        let name = try VolumeRules.name(draft.name)
        let note = try VolumeRules.note(draft.note)
        let limit = try VolumeRules.amount(draft.limitBytes, member: "limit_bytes")
        let floor = try VolumeRules.amount(draft.floorBytes, member: "floor_bytes", orNone: true)
        let place = try rules.place(of: draft.path)
        let (record, isKnown) = try await turns.run { [self] in
            let all = try await services.catalog.volumes(includingDeleted: true)
            try check(name, at: place, beside: all.filter { $0.deletedAt == nil })
            try await checkCameras(place)
            let disk = try await make(place, all, adopts: draft.adopts)
            let old = all.first { $0.identity == disk.volume.text }
            let taken = Set(all.map(\.id) + [Node.volume, Node.snapshots])
            let id = old?.id ?? CameraID.derived(from: name) { taken.contains($0.text) }.text
            let record = VolumeRecord(
                id: id,
                name: name,
                path: place.path,
                identity: disk.volume.text,
                note: note,
                limitBytes: limit,
                floorBytes: floor,
                createdAt: old?.createdAt ?? services.time.wall
            )
            if old == nil {
                try await services.catalog.insert(record)
            } else {
                try await services.catalog.update(record)
            }
            try await takeUp(record, disk, looksThrough: draft.adopts && old == nil)
            return (record, old != nil)
        }
        services.logger.info("volume added", metadata: ["volume": "\(record.id)", "path": "\(record.path)"])
        services.published(.created, EventObject.volume, id: record.id)
        await services.audit.note(
            "volume.add",
            record.target,
            by: principal,
            .done,
            ["name": record.name, "path": record.path, "returned": "\(isKnown)"]
        )
        return try await view(record)
    }

    private func check(_ name: String, at place: VolumePlace, beside others: [VolumeRecord]) throws(DomainError) {
        guard others.count < VolumeRules.most else {
            throw DomainError(.conflict, "There are \(VolumeRules.most) volumes already; remove one first.")
        }
        guard !others.contains(where: { $0.name == name }) else {
            throw DomainError(.conflict, "There is a volume with the name \"\(name)\" already.", member: "name")
        }
        if let other = others.first(where: { $0.id != Node.volume && VolumeRules.overlap($0.path, place.path) }) {
            throw DomainError(
                .conflict,
                "The volume \"\(other.name)\" lies at \(other.path); one volume cannot lie in another.",
                member: "path"
            )
        }
    }

    /// In the data folder a camera's own folder is no volume's.
    private func checkCameras(_ place: VolumePlace) async throws {
        guard place.root == rules.recordings, let id = place.below.flatMap({ CameraID($0.text) }) else { return }
        let camera = try await services.catalog.camera(id, includingDeleted: true)
        guard camera != nil else { return }
        throw DomainError(.conflict, "\(place) is the folder of a camera's recordings.", member: "path")
    }

    private func make(_ place: VolumePlace, _ known: [VolumeRecord], adopts: Bool) async throws(DomainError)
        -> LocalDisk
    {
        let removed = Set(known.filter { $0.deletedAt != nil }.compactMap(\.identity))
        let living = Set(known.filter { $0.deletedAt == nil }.compactMap(\.identity))
        do throws(VolumeFault) {
            return try await threads.run { () throws(VolumeFault) in
                try LocalDisk.make(at: place) { found in
                    removed.contains(found.text) || adopts && !living.contains(found.text)
                }
            }
        } catch {
            throw DomainError(.conflict, error.reason, member: "path")
        }
    }

    /// - Parameter looksThrough: what lies on it is compared with the catalogue before anything is written there.
    private func takeUp(_ record: VolumeRecord, _ disk: LocalDisk, looksThrough: Bool) async throws {
        guard let wanted = wanted(record) else { return }
        standing.name(record.id, record.name, isRemoved: false)
        if registry.names.contains(record.id) {
            registry.change(record.id, to: wanted)
        } else if looksThrough {
            registry.add(record.id, wanted, opened: nil)
            registry.begin(record.id)
        } else {
            registry.add(record.id, wanted, opened: try OpenedVolume(disk))
        }
    }

    /// Changes a volume. Its path can become another only if the same volume lies there: where its disk is mounted elsewhere.
    package func change(as principal: Principal, _ id: String, _ change: VolumeChange) async throws -> VolumeView {
        try Policy.require(principal, .manageSystem)
        let record = try await turns.run { [self] in
            let old = try await self.record(id)
            let new = try await changed(old, change)
            guard new != old else { return old }
            try await services.catalog.update(new)
            standing.name(new.id, new.name, isRemoved: false)
            if let wanted = wanted(new) { registry.change(new.id, to: wanted) }
            services.published(.changed, EventObject.volume, id: new.id)
            await services.audit.note(
                "volume.change",
                new.target,
                by: principal,
                .done,
                ["members": change.members.joined(separator: ", ")]
            )
            return new
        }
        return try await view(record)
    }

    private func changed(_ old: VolumeRecord, _ change: VolumeChange) async throws -> VolumeRecord {
        var new = old
        if let name = change.name { new.name = try VolumeRules.name(name) }
        if let note = change.note { new.note = try VolumeRules.note(note) }
        if let limit = change.limitBytes { new.limitBytes = try VolumeRules.amount(limit, member: "limit_bytes") }
        if let floor = change.floorBytes {
            new.floorBytes = try VolumeRules.amount(floor, member: "floor_bytes", orNone: true)
        }
        let others = try await services.catalog.volumes().filter { $0.id != old.id }
        guard let path = change.path, path != old.path else {
            if new.name != old.name { try check(new.name, at: rules.knownPlace(of: old.path), beside: others) }
            return new
        }
        guard let identity = old.identity.flatMap(VolumeID.init) else {
            throw DomainError(
                .invalid,
                "The default volume lies in the data folder, and goes where that goes (data_dir).",
                member: "path"
            )
        }
        let place = try rules.place(of: path)
        try check(new.name, at: place, beside: others)
        do throws(VolumeFault) {
            try await threads.run { () throws(VolumeFault) in _ = try LocalDisk.open(place, as: identity) }
        } catch {
            throw DomainError(.conflict, error.reason, member: "path")
        }
        new.path = place.path
        return new
    }
}

extension VolumeRecord {
    /// As the audit log names it.
    var target: String { "volume/\(id)" }
}
