import Media
package import NIOCore
import Stream
import Synchronization

/// One viewer of a rendition: reads what is there, and is woken when more is. Give it up by letting go of it.
///
/// Thread-safe, but its items are meant for one consumer at a time.
package final class RenditionReader: Sendable {
    private let rendition: Rendition
    private let identifier: Int
    private let cursor: Mutex<ViewerCursor>
    private let time: any TimeSource
    private let leave: @Sendable (Rendition) -> Void

    init(
        of rendition: Rendition,
        limits: ViewerCursor.Limits,
        time: any TimeSource,
        on loop: (any EventLoop)?,
        onWake: @escaping @Sendable () -> Void,
        leave: @escaping @Sendable (Rendition) -> Void
    ) {
        self.rendition = rendition
        self.time = time
        self.leave = leave
        cursor = Mutex(ViewerCursor(limits: limits))
        identifier = rendition.log.addWaiter(on: loop, onWake)
    }

    deinit {
        rendition.log.removeWaiter(identifier)
        leave(rendition)
    }

    /// From now on it is woken on this event loop, together with all others of the rendition who live there.
    package func live(on loop: any EventLoop) { rendition.log.move(identifier, to: loop) }

    /// Appends what is there for this viewer, a bounded piece at a time; nothing while it takes nothing.
    /// - Returns: whether more is there to be read at once. If not, the next thing to come wakes the viewer, once.
    package func read(into items: inout [ViewerItem]) -> Bool {
        let now = time.monotonic
        return cursor.withLock { rendition.log.read(identifier, &$0, at: now, into: &items) }
    }

    /// The viewer's own side: whether it takes more now. One that begins to must read: it was not woken meanwhile.
    package func setWritable(_ isWritable: Bool) {
        let now = time.monotonic
        cursor.withLock { $0.setWritable(isWritable, at: now) }
    }

    /// It has taken nothing for so long that it should be closed.
    package var isStalled: Bool {
        let now = time.monotonic
        return cursor.withLock { $0.isStalled(at: now) }
    }

    /// `ended` has been given.
    package var isOver: Bool { cursor.withLock(\.isOver) }

    /// Units that this viewer has missed because it was slow.
    package var missedUnits: Int { cursor.withLock(\.missedUnits) }
}
