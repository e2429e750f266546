import NIOCore

/// Those who are to be told when something comes, grouped by the event loop that each lives on: a loop is called once,
/// however many of them it has, and tells them there. Whoever lives on none is told at once.
///
/// A value: it says who is to be called, and calls nobody.
struct WakeGroups {
    typealias Wake = @Sendable () -> Void

    /// Whom to call, once whoever asked has let go of his lock.
    struct Calls {
        /// Of those who live on no loop.
        var wakes: [Wake] = []
        /// Each is to ask for ``WakeGroups/answer(from:)`` on its own thread.
        var loops: [any EventLoop] = []
    }

    private struct Home: Hashable {
        let loop: ObjectIdentifier?

        init(_ loop: (any EventLoop)?) { self.loop = loop.map { ObjectIdentifier($0) } }
    }

    private struct Waiter {
        let wake: Wake
        /// Nothing was there for it when it last looked.
        var isArmed = true
    }

    private struct Group {
        let loop: (any EventLoop)?
        var waiters: [Int: Waiter] = [:]
        /// How many of them are armed.
        var armed = 0
        /// The loop was called, and has not come to it yet.
        var isCalled = false

        mutating func setArmed(_ isArmed: Bool, _ identifier: Int) {
            guard let waiter = waiters[identifier], waiter.isArmed != isArmed else { return }
            waiters[identifier]?.isArmed = isArmed
            armed += isArmed ? 1 : -1
        }

        mutating func disarmAll() -> [Wake] {
            guard armed > 0 else { return [] }
            var wakes: [Wake] = []
            wakes.reserveCapacity(armed)
            // The keys apart, so that the table is changed in its place.
            for identifier in Array(waiters.keys) {
                guard let waiter = waiters[identifier], waiter.isArmed else { continue }
                waiters[identifier]?.isArmed = false
                wakes.append(waiter.wake)
            }
            armed = 0
            return wakes
        }
    }

    private var groups: [Home: Group] = [:]
    private var homes: [Int: Home] = [:]
    private var last = 0
    /// How often loops were called.
    private(set) var loopCalls = 0

    /// Somebody who is told of the next thing that comes.
    /// - Parameter loop: where; nil for on whatever thread it comes.
    mutating func add(on loop: (any EventLoop)?, _ wake: @escaping Wake) -> Int {
        last += 1
        settle(last, Waiter(wake: wake), on: loop)
        return last
    }

    /// From now on it is told there.
    mutating func move(_ identifier: Int, to loop: any EventLoop) {
        guard let waiter = take(identifier) else { return }
        settle(identifier, waiter, on: loop)
    }

    mutating func remove(_ identifier: Int) { _ = take(identifier) }

    /// Whether it is to be told of the next thing that comes.
    mutating func setArmed(_ isArmed: Bool, _ identifier: Int) {
        guard let home = homes[identifier] else { return }
        groups[home]?.setArmed(isArmed, identifier)
    }

    /// Something has come.
    mutating func call() -> Calls {
        var calls = Calls()
        for home in Array(groups.keys) {
            guard let group = groups[home], group.armed > 0, !group.isCalled else { continue }
            if let loop = group.loop {
                groups[home]?.isCalled = true
                loopCalls += 1
                calls.loops.append(loop)
            } else {
                calls.wakes = groups[home]?.disarmAll() ?? []
            }
        }
        return calls
    }

    /// The loop has come to it: those to be told now.
    mutating func answer(from loop: any EventLoop) -> [Wake] {
        let home = Home(loop)
        groups[home]?.isCalled = false
        return groups[home]?.disarmAll() ?? []
    }

    private mutating func settle(_ identifier: Int, _ waiter: Waiter, on loop: (any EventLoop)?) {
        let home = Home(loop)
        homes[identifier] = home
        var group = groups.removeValue(forKey: home) ?? Group(loop: loop)
        group.waiters[identifier] = waiter
        if waiter.isArmed { group.armed += 1 }
        groups[home] = group
    }

    private mutating func take(_ identifier: Int) -> Waiter? {
        guard let home = homes.removeValue(forKey: identifier), var group = groups.removeValue(forKey: home) else {
            return nil
        }
        let waiter = group.waiters.removeValue(forKey: identifier)
        if waiter?.isArmed == true { group.armed -= 1 }
        if !group.waiters.isEmpty { groups[home] = group }
        return waiter
    }
}
