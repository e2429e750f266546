import Synchronization

/// Memory for bodies that are coming in, of all listeners together: a body that drips takes its room for as long.
package final class BodyRoom: Sendable {
    /// In bytes.
    package let limit: Int
    private let taken = Mutex(0)

    /// Of those who are known.
    package static let known = BodyRoom(limit: 128 * 1024 * 1024)
    /// Of strangers, so that they take no room from those who are known.
    package static let strangers = BodyRoom(limit: 16 * 1024 * 1024)

    package init(limit: Int) { self.limit = limit }

    /// False where there is no room for so many bytes more.
    func take(_ count: Int) -> Bool {
        taken.withLock { taken in
            guard count <= limit - taken else { return false }
            taken += count
            return true
        }
    }

    func giveBack(_ count: Int) { taken.withLock { $0 -= count } }
}
