import Catalog
import Media

/// A bound of how much room recordings may take, or must leave, and how far it is kept.
struct RoomBound {
    enum Place: Hashable {
        case camera(CameraID)
        case volume(String)
        case everywhere
    }

    let reason: DeletionReason
    let place: Place
    /// Bytes at the horizon, if nothing were deleted.
    private(set) var used: Int64
    /// Of these, what will have come by then.
    let incoming: Int64
    let allowed: Int64
    /// Recordings that end after this do not go for this bound.
    var spared: WallTime?
    /// All has gone that may.
    var isExhausted = false

    init(_ reason: DeletionReason, _ place: Place, used: Int64, incoming: Int64, allowed: Int64) {
        self.reason = reason
        self.place = place
        self.used = used + incoming
        self.incoming = incoming
        self.allowed = allowed
    }

    /// So much must go.
    var excess: Int64 { used - allowed }

    func concerns(camera: CameraID, volume: String) -> Bool {
        switch place {
        case .camera(let id): id == camera
        case .volume(let name): name == volume
        case .everywhere: true
        }
    }

    mutating func free(_ bytes: Int64) { used -= bytes }

    /// When the bound is reached if nothing more goes.
    func due(from now: WallTime, to horizon: WallTime) -> WallTime {
        guard incoming > 0 else { return now }
        let part = Double(allowed - (used - incoming)) / Double(incoming)
        return now + .seconds((horizon - now).inSeconds * min(max(part, 0), 1))
    }

    var shortfall: Shortfall {
        let name =
            switch place {
            case .camera(let id): id.text
            case .volume(let name): name
            case .everywhere: ""
            }
        return Shortfall(reason: reason, place: name, bytes: excess)
    }
}

extension RoomBound {
    /// All bounds that there are: cameras first, so that one that takes too much makes room before others have to.
    static func all(_ rules: RetentionRules, _ state: RetentionState) -> [RoomBound] {
        func sums(_ lots: [RetentionState.Lot]) -> (bytes: Int64, incoming: Int64) {
            lots.reduce((0, 0)) { ($0.0 + $1.bytes, $0.1 + $1.incoming) }
        }
        var bounds: [RoomBound] = []
        for (camera, lots) in Dictionary(grouping: state.lots, by: \.camera).sorted(by: { $0.key < $1.key }) {
            guard let quota = rules.rule(of: camera).quota else { continue }
            let sum = sums(lots)
            bounds.append(Self(.cameraQuota, .camera(camera), used: sum.bytes, incoming: sum.incoming, allowed: quota))
        }
        let lots = Dictionary(grouping: state.lots, by: \.volume)
        for (name, rule) in rules.volumes.sorted(by: { $0.key < $1.key }) {
            let sum = sums(lots[name] ?? [])
            if let limit = rule.limit {
                let used = sum.bytes.saturatingAdding(state.volumes[name]?.snapshots ?? 0)
                bounds.append(Self(.volumeLimit, .volume(name), used: used, incoming: sum.incoming, allowed: limit))
            }
            guard let volume = state.volumes[name], let free = volume.free else { continue }
            var bound = Self(
                .freeSpace,
                .volume(name),
                used: rule.floor - free,
                incoming: sum.incoming,
                allowed: 0
            )
            bound.spared = volume.spared
            bounds.append(bound)
        }
        if let limit = rules.limit {
            let sum = sums(state.lots)
            bounds.append(Self(.totalLimit, .everywhere, used: sum.bytes, incoming: sum.incoming, allowed: limit))
        }
        return bounds
    }
}
