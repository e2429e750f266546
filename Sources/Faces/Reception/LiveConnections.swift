package import HTTPServing
import HTTPTypes
import Synchronization

/// How much that lasts somebody may have open at once, of all listeners together: live views, and streams of events. Each
/// holds a connection and work, for as long as whoever opened it likes.
///
/// Counted by account, and by address for everyone, with an account or without.
package final class LiveConnections: Sendable {
    /// What lasts.
    package enum Kind: Hashable, Sendable {
        /// A WebSocket: a wall of 64 tiles has 64 of them.
        case socket
        /// Server-sent events, of which an open page has one, and pictures in an answer without end.
        case stream

        fileprivate var noun: String {
            switch self {
            case .socket: "live views"
            case .stream: "streams"
            }
        }
    }

    /// The most that may be open at once (docs/security.md).
    package struct Limits: Hashable, Sendable {
        package var socketsOfAccount = 256
        package var streamsOfAccount = 32
        /// Several people may come from one address, through a proxy or a router.
        package var socketsOfAddress = 512
        package var streamsOfAddress = 128

        package init() {}

        fileprivate func most(_ kind: Kind, of holder: Holder) -> Int {
            switch (kind, holder) {
            case (.socket, .account): socketsOfAccount
            case (.stream, .account): streamsOfAccount
            case (.socket, .address): socketsOfAddress
            case (.stream, .address): streamsOfAddress
            }
        }
    }

    fileprivate enum Holder: Hashable, Sendable {
        case account(Int64)
        case address(String)

        var noun: String {
            switch self {
            case .account: "This account"
            case .address: "The address that this comes from"
            }
        }
    }

    fileprivate struct Seat: Hashable, Sendable {
        let kind: Kind
        let holder: Holder
    }

    private let limits: Limits
    /// No more than there are open connections: one that has none is not kept.
    private let open = Mutex<[Seat: Int]>([:])

    package init(limits: Limits = Limits()) { self.limits = limits }

    /// How many are open, of all together.
    package func count(_ kind: Kind) -> Int {
        open.withLock { $0.reduce(0) { $0 + (Self.isAddress($1.key, kind) ? $1.value : 0) } }
    }

    private static func isAddress(_ seat: Seat, _ kind: Kind) -> Bool {
        guard case .address = seat.holder else { return false }
        return seat.kind == kind
    }

    /// Takes a place for something that lasts.
    ///
    /// - Parameters:
    ///   - account: nil for somebody without one, as on an open listener.
    ///   - address: an IP address, or a network of those that are one (`IPAddress.household`).
    /// - Throws: 429, where there are as many as may be.
    package func take(_ kind: Kind, account: Int64?, address: String) throws(Problem) -> LivePlace {
        var seats = [Seat(kind: kind, holder: .address(address))]
        if let account { seats.insert(Seat(kind: kind, holder: .account(account)), at: 0) }
        let full = open.withLock { open -> Seat? in
            let full = seats.first { open[$0, default: 0] >= limits.most(kind, of: $0.holder) }
            if full == nil { for seat in seats { open[seat, default: 0] += 1 } }
            return full
        }
        if let full { throw Self.problem(full, limits.most(kind, of: full.holder)) }
        return LivePlace { [self, seats] in giveBack(seats) }
    }

    private func giveBack(_ seats: [Seat]) {
        open.withLock { open in
            for seat in seats {
                let left = open[seat, default: 0] - 1
                open[seat] = left > 0 ? left : nil
            }
        }
    }

    private static func problem(_ seat: Seat, _ most: Int) -> Problem {
        Problem(
            .tooManyRequests,
            type: Problem.type("too-many-open"),
            title: "Too much is open at once",
            detail:
                "\(seat.holder.noun) has \(most) \(seat.kind.noun) open, and that is as many as may be. Close some, and "
                + "try again.",
            headers: [.retryAfter: "10"]
        )
    }
}

/// The place of one connection that lasts, given back by ``end()`` or by letting go of it: an upgrade that comes to nothing,
/// or an answer that nobody reads, gives it back too.
package final class LivePlace: Sendable {
    private let giveBack: @Sendable () -> Void
    private let hasEnded = Atomic(false)

    fileprivate init(_ giveBack: @escaping @Sendable () -> Void) { self.giveBack = giveBack }

    package func end() {
        if !hasEnded.exchange(true, ordering: .relaxed) { giveBack() }
    }

    deinit { end() }
}
