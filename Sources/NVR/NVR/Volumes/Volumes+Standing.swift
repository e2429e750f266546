import Catalog
import Logging
import Machine
import Media
import Prometheus
import Recording
import Retention
import Storage
import Stream

/// What the other parts of the recorder are told of the volumes.
extension Volumes {
    /// What is wrong, in sentences.
    func problems(_ recording: RecordingService) -> [String] {
        let detours = recording.detours.map { detour in
            "\(detour.camera)/\(detour.stream.rawValue) is recorded to the volume \(standing.name(of: detour.volume)) instead of "
                + "\(standing.name(of: detour.wanted))."
        }
        return standing.problems(registry) + detours
    }

    /// The disks of the volumes that are there, but for the default.
    var places: [VolumeWatch.Place] {
        registry.places.map { VolumeWatch.Place(name: $0.key, path: $0.value.path) }.sorted { $0.name < $1.name }
    }

    /// The volumes as the one sees them who deletes from them.
    func kept(_ recording: RecordingService, default store: any MediaStore, at path: String) -> [KeptVolume] {
        let others = registry.names.map { [registry] name in
            KeptVolume(
                name: name,
                store: registry.storeForDeleting(of: name),
                room: { registry.places[name].flatMap { Self.room(at: $0.path) } },
                isShort: { recording.isShortOfRoom(on: name) || registry.status(of: name)?.state == .full }
            )
        }
        let fallback = KeptVolume(
            name: Node.volume,
            store: store,
            room: { Self.room(at: path) },
            isShort: { recording.isShortOfRoom(on: Node.volume) }
        )
        return [fallback] + others
    }

    private static func room(at path: String) -> KeptVolume.Room? {
        DiskReading(path: path).map { reading in
            KeptVolume.Room(total: Int64(clamping: reading.size), free: Int64(clamping: reading.available))
        }
    }

    /// Has volumes that come back brought in line with the catalogue before anything is written to them.
    ///
    /// - Parameters:
    ///   - previous: the start of the program before this one.
    ///   - order: nobody joins recordings meanwhile.
    func mendReturned(_ recording: RecordingService, previous: OpenRecord?, in order: OneAtATime) {
        let services = services
        let registry = registry
        let begun = services.time.wall
        standing.setMend { name, store, since in
            let recovery = Recovery(
                catalog: services.catalog,
                node: Node.name,
                volumes: [name: store],
                threads: registry.lane(of: name).readers,
                logger: services.logger
            )
            do throws(CatalogError) {
                let record = try await services.catalog.volumes(includingDeleted: true).first { $0.id == name }
                // One that is new to this run is looked through whole.
                let isNew = record.map { $0.createdAt >= begun } ?? true
                let from = since ?? (isNew ? nil : previous?.lastSeenAt)
                let result = await order.run { () -> Result<RecoveryReport, CatalogError> in
                    do throws(CatalogError) {
                        let held = await recording.recordingsHeld(on: name)
                        return .success(
                            try await recovery.mendReturned(since: from, at: services.time.wall, sparing: held)
                        )
                    } catch {
                        return .failure(error)
                    }
                }
                let report = try result.get()
                try await SnapshotPlaces(services, registry).shelf(on: name, store).recover()
                services.logger.notice(
                    "a volume that is back was compared with the catalogue",
                    metadata: ["volume": "\(name)", "result": "\(report)"]
                )
                return true
            } catch {
                services.logger.warning(
                    "a volume that is back could not be compared with the catalogue; it is tried again",
                    metadata: ["volume": "\(name)", "reason": "\(error)"]
                )
                return false
            }
        }
    }

    /// For the page of metrics.
    func metrics() -> [MetricFamily] {
        var book = MetricBook()
        let states = registry.names.compactMap { name in registry.status(of: name).map { (name, $0.state) } }
        let losses = standing.losses
        do throws(MetricError) {
            try book.gauge(
                "nightjar_volume_ready",
                "1 while a volume beside the default one can be written to.",
                states.map { ($0.1 == .ready ? 1 : 0, [.init("volume", $0.0)]) }
            )
            try book.counter(
                "nightjar_volume_losses_total",
                "How often a volume could not be used any more, so that recording went on at the default one.",
                states.map { (Double(losses[$0.0] ?? 0), [.init("volume", $0.0)]) }
            )
        } catch {
            services.logger.debug("the metrics of volumes are left out", metadata: ["reason": "\(error)"])
        }
        return book.families
    }
}
