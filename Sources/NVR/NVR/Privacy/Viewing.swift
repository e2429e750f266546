import WorkerChannel

/// What somebody sees of a camera.
enum Sight: Hashable, Sendable {
    /// What the camera sends.
    case original
    /// With these parts covered, one at least.
    case masked([MaskPolygon])

    var isMasked: Bool { self != .original }

    /// Nothing where nothing is covered.
    var masks: [MaskPolygon] { if case .masked(let masks) = self { masks } else { [] } }
}

/// What somebody was given to see of a camera, and whether that is still what he may see.
package struct Viewing: Sendable {
    /// Its id.
    let camera: String
    let principal: Principal
    /// Whether he wanted to see it as those do who may not see what masks hide.
    let isAsMasked: Bool
    let sight: Sight
    let book: MaskBook
    /// Whether he is told of the camera's events beside its pictures, as those are who may play its recordings.
    var isToldOfEvents = false

    /// By the masks as they are now.
    var isCurrent: Bool { book.sight(of: camera, for: principal, asMasked: isAsMasked) == sight }

    /// Passes where the masks are those that it was begun with: asked after everything that took a while.
    func requireCurrent() throws(DomainError) {
        guard isCurrent else { throw .masksChanged(of: camera) }
    }

    /// Whether somebody, as his account is now, may go on with what he was given.
    package func mayGoOn(_ principal: Principal) -> Bool {
        Policy.may(principal, .watchLive, .camera(camera))
            && (!isToldOfEvents || Policy.may(principal, .playRecordings, .camera(camera)))
            && book.sight(of: camera, for: principal, asMasked: isAsMasked) == sight
    }

    /// The same of what was recorded.
    package func mayGoOnPlaying(_ principal: Principal) -> Bool {
        Policy.may(principal, .playRecordings, .camera(camera))
            && book.sight(of: camera, for: principal, asMasked: isAsMasked) == sight
    }

    /// Tells of each change of the camera's masks.
    package var changes: AsyncStream<Void> { book.changes(of: camera) }
}

extension DomainError {
    static func masksChanged(of camera: String) -> DomainError {
        DomainError(
            .unavailable,
            "The privacy masks of the camera \"\(camera)\" have just been changed: ask again."
        )
    }

    /// What is masked is made by workers alone.
    static func masksNeedWorkers(of camera: String) -> DomainError {
        DomainError(
            .unavailable,
            "The camera \"\(camera)\" has privacy masks, which only a worker can lay over its pictures, and this recorder has "
                + "none: nightjar-worker is missing beside it."
        )
    }
}
