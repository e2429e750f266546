import Catalog
import Logging
import Media
import Stream

extension Keeper {
    /// Before room is made of what has not had its time, people are warned so long before.
    static let warning: Duration = .seconds(86_400)
    /// A dry run reads what goes in a day: it is not made at each look.
    private static let foresightLifetime: Duration = .seconds(900)
    /// So many recordings are looked at for it. Beyond that the forecasts alone warn.
    private static let mostForeseen = 200_000

    /// Finds out by a dry run what will go before its time within ``warning``, where that is not known.
    ///
    /// The forecasts compare a volume's room with what all cameras are promised. They know neither of quotas, nor how many
    /// recordings will show an event and stay longer, nor of those with a time of their own; what really goes next does.
    ///
    /// - Parameter isAsked: it is to be found out anew.
    func foresee(_ look: KeeperLook, isAsked: Bool) async throws(CatalogError) {
        // Where there is hardly any room, that comes first.
        guard !look.hurries else { return }
        let now = parts.time.monotonic
        if !isAsked, let foresight, foresight.rules == look.givenRules, now - foresight.at < Self.foresightLifetime {
            return
        }
        foresight = try await dryRun(look, RoomForesight(at: now, rules: look.givenRules))
    }

    private func dryRun(
        _ look: KeeperLook,
        _ nothing: RoomForesight
    ) async throws(CatalogError) -> RoomForesight {
        var state = look.state
        state.lots = lots(look.totals, over: Self.warning)
        state.horizon = state.now + Self.warning
        var found = nothing
        // Where there is room for all that comes in that time, nothing has to be read.
        guard RoomBound.all(found.rules, state).contains(where: { $0.excess > 0 }) else { return found }
        var planner = RetentionPlanner(found.rules, state)
        var count = 0
        while count < Self.mostForeseen, !Task.isCancelled {
            switch planner.next() {
            case .delete(let deletion):
                count += 1
                found.note(deletion)
            case .read(let source, let after):
                let rows = try await read(source, after: after)
                planner.supply(rows, isLast: rows.isEmpty, of: source)
            case .finished: return found
            }
        }
        return found
    }

    /// Takes in what goes now before its time, where that was not foreseen: it came faster than before, or something else has
    /// filled the disk.
    func foresee(_ going: [PlannedDeletion], _ look: KeeperLook) {
        let known = foresight ?? RoomForesight(at: parts.time.monotonic, rules: look.givenRules)
        var found = known
        for deletion in going { found.note(deletion) }
        guard found != known else { return }
        foresight = found
        warn(look)
    }

    // MARK: Telling

    /// Says of volumes and cameras that will soon have to make room of what has not had its time, and of those that will not
    /// any more.
    func warn(_ look: KeeperLook) {
        let isOn = look.rules.isOn
        for forecast in look.forecasts {
            let isSoon = forecast.fullAt.map { $0 - look.state.now <= Self.warning } ?? false
            let isForeseen = foresight?.volumes.contains(forecast.volume) ?? false
            tell(forecast, isWarned: isOn && (isForeseen || forecast.isTooSmall && isSoon))
        }
        let cameras = isOn ? foresight?.cameras ?? [] : []
        for camera in cameras.symmetricDifference(report.warnedCameras).sorted() {
            tell(camera, isWarned: cameras.contains(camera))
        }
    }

    private func tell(_ forecast: VolumeForecast, isWarned: Bool) {
        let name = forecast.volume
        guard isWarned != report.warned.contains(name) else { return }
        note { report in
            if isWarned { report.warned.insert(name) } else { report.warned.remove(name) }
        }
        parts.told(.warned(volume: name, isWarned: isWarned))
        guard isWarned else {
            parts.logger.notice("a volume has room again for as long as is promised", metadata: ["volume": "\(name)"])
            return
        }
        parts.logger.warning(
            "a volume is too small: recordings will be deleted before their time",
            metadata: [
                "volume": "\(name)", "holds_days": "\(Self.text(forecast.days))",
                "promised_days": "\(Self.text(forecast.promisedDays))",
            ]
        )
    }

    private func tell(_ camera: CameraID, isWarned: Bool) {
        note { report in
            if isWarned { report.warnedCameras.insert(camera) } else { report.warnedCameras.remove(camera) }
        }
        parts.told(.warnedOfQuota(camera: camera, isWarned: isWarned))
        guard isWarned else {
            parts.logger.notice(
                "a camera's quota has room again for as long as is promised",
                metadata: ["camera": "\(camera)"]
            )
            return
        }
        parts.logger.warning(
            "a camera's quota is too small: recordings of it will be deleted before their time",
            metadata: ["camera": "\(camera)"]
        )
    }

    private static func text(_ days: Double?) -> String {
        days.map { "\(Double(Int64(min($0, 1e9) * 10)) / 10)" } ?? "unknown"
    }
}
