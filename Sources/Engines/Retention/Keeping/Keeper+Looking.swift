import Catalog
import Media
import Storage
import Stream

/// What the keeper sees at one time.
struct KeeperLook: Sendable {
    /// As people have made them.
    var givenRules: RetentionRules
    /// With more room to be made on a disk that is full.
    var rules: RetentionRules
    var state: RetentionState
    var totals: [VolumeTotals]
    var rooms: [String: KeptVolume.Room]
    var forecasts: [VolumeForecast] = []
    /// There is hardly any room: what goes is not spread over time.
    var hurries: Bool
}

extension Keeper {
    /// What was recorded in so long is not deleted for others' sake who fill the disk, until there is hardly any room.
    private static let spared: Duration = .seconds(3600)
    /// Where there was no room for a whole file, so much more than is free is made free.
    private static let shortage: Int64 = 16 << 20

    /// - Parameter ahead: for so long what comes must find room.
    func look(ahead: Duration) async throws(CatalogError) -> KeeperLook {
        let now = parts.time.wall
        let monotonic = parts.time.monotonic
        let isStale = rates.areStale(at: monotonic)
        if isStale {
            let since = now + (.zero - max(RecordingRates.window, parts.ahead * 8))
            rates.take(try await parts.catalog.throughput(since: since), at: monotonic, now)
        }
        let volumes = await parts.volumes()
        let rooms = await rooms(of: volumes)
        let rules = try await parts.rules(rooms)
        if isStale { snapshots = try await countSnapshots(by: rules) }
        let totals = try await parts.catalog.volumeTotals()
        var look = KeeperLook(
            givenRules: rules,
            rules: rules,
            state: RetentionState(now: now, lots: lots(totals, over: ahead), volumes: [:]),
            totals: totals,
            rooms: rooms,
            hurries: false
        )
        for volume in volumes { see(volume, in: &look, at: monotonic) }
        // Of volumes that nobody knows any more nothing is deleted.
        for total in totals where look.state.volumes[total.volume] == nil {
            look.state.volumes[total.volume] = RetentionState.Volume(isLocked: true)
        }
        look.forecasts = forecasts(look)
        return look
    }

    private func see(_ volume: KeptVolume, in look: inout KeeperLook, at now: MonotonicTime) {
        var seen = RetentionState.Volume(
            isLocked: volume.store == nil || report.stuck[volume.name] != nil,
            snapshots: snapshots[volume.name] ?? 0
        )
        defer { look.state.volumes[volume.name] = seen }
        guard let room = look.rooms[volume.name] else { return }
        let rate = rates.rates.values.reduce(0) { $0 + ($1.volume == volume.name ? $1.bytesPerSecond : 0) }
        let free = freed[volume.name]?.estimate(measured: room.free, at: now, rate: rate) ?? room.free
        seen.free = free
        let isShort = volume.isShort()
        guard isShort || room.free < room.total / 100 else {
            seen.spared = look.state.now + (.zero - Self.spared)
            return
        }
        look.hurries = true
        guard isShort else { return }
        let needed = free.saturatingAdding(Self.shortage)
        let rule = look.rules.volumes[volume.name] ?? VolumeRule()
        look.rules.volumes[volume.name] = VolumeRule(limit: rule.limit, floor: max(rule.floor, needed))
    }

    /// Remembers what was seen, and warns of what it means.
    func take(_ look: KeeperLook) {
        let now = parts.time.monotonic
        freed = freed.filter { name, freed in
            look.rooms[name].map { freed.isAwaited(measured: $0.free, at: now) } ?? false
        }
        note { report in
            report.rooms = look.rooms
            report.forecasts = Dictionary(uniqueKeysWithValues: look.forecasts.map { ($0.volume, $0) })
        }
        warn(look)
    }

    /// What each stream has on each volume, and what comes to it in a time.
    func lots(_ totals: [VolumeTotals], over time: Duration) -> [RetentionState.Lot] {
        totals.map { total in
            let rate = rates.rates[.init(camera: total.camera, stream: total.stream)]
            let isHere = rate?.volume == total.volume
            return RetentionState.Lot(
                camera: total.camera,
                stream: total.stream,
                volume: total.volume,
                bytes: total.bytes,
                incoming: isHere ? Int64(min((rate?.bytesPerSecond ?? 0) * time.inSeconds, 9e18)) : 0
            )
        }
    }

    /// Where no volume has a limit, nobody has to count them.
    private func countSnapshots(by rules: RetentionRules) async throws(CatalogError) -> [String: Int64] {
        guard rules.volumes.values.contains(where: { $0.limit != nil }) else { return [:] }
        let totals = try await parts.catalog.snapshotTotals()
        return Dictionary(totals.map { ($0.volume, $0.bytes) }, uniquingKeysWith: +)
    }

    private func rooms(of volumes: [KeptVolume]) async -> [String: KeptVolume.Room] {
        var rooms: [String: KeptVolume.Room] = [:]
        for volume in volumes {
            if let room = await parts.threads.run({ volume.room() }) { rooms[volume.name] = room }
        }
        return rooms
    }

    // MARK: Forecast

    private func forecasts(_ look: KeeperLook) -> [VolumeForecast] {
        look.state.volumes.keys.sorted().map { name in
            let totals = look.totals.filter { $0.volume == name }
            let deletable = totals.reduce(0) { $0 + $1.bytes - $1.protectedBytes }
            let used = totals.reduce(0) { $0 + $1.bytes }
            let rule = look.rules.volumes[name]
            let pictures = look.state.volumes[name]?.snapshots ?? 0
            let everything = look.totals.reduce(0) { $0 + $1.bytes }
            let bounds = [
                rule?.limit.map { $0 - used - pictures },
                look.state.volumes[name]?.free.map { $0 - (rule?.floor ?? 0) },
                look.rules.limit.map { $0 - everything },
            ]
            let rates = rates.rates.filter { $0.value.volume == name }.map { key, rate in
                (rule: look.rules.rule(of: key.camera), bytesPerSecond: rate.bytesPerSecond)
            }
            return VolumeForecast(
                volume: name,
                rates: rates,
                deletable: deletable,
                headroom: bounds.compactMap(\.self).min(),
                now: look.state.now
            )
        }
    }
}
