import Catalog
import Storage

/// The volumes that a catalogue knows, beside the default one, for a program that looks at them while no recorder does.
struct FoundVolumes {
    /// By the names that rows have.
    private(set) var stores: [String: any MediaStore] = [:]
    /// Those that are not there, or are others, in sentences.
    private(set) var missing: [String] = []

    /// Opens them, and makes nothing. Blocks.
    init(of catalog: any Catalog, _ rules: VolumeRules) async throws(CatalogError) {
        var used = Set(try await catalog.volumeTotals().filter { $0.segments > 0 }.map(\.volume))
        used.formUnion(try await catalog.snapshotVolumes().keys)
        for record in try await catalog.volumes(includingDeleted: true) {
            guard let identity = record.identity.flatMap(VolumeID.init),
                record.deletedAt == nil || used.contains(record.id)
            else { continue }
            do throws(VolumeFault) {
                let place = rules.knownPlace(of: record.path)
                try rules.check(place)
                stores[record.id] = try LocalDisk.open(place, as: identity)
            } catch {
                missing.append("What lies on the volume \(record.name) is not looked at. \(error)")
            }
        }
    }
}
