/// Lets so many through at once; the others wait in their order, and too many are refused.
actor WorkGate {
    private let most: Int
    private let queue: Int
    private var inside = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Parameters:
    ///   - most: at work at once; 1 at least.
    ///   - queue: that wait, at most.
    init(most: Int, queue: Int) {
        self.most = max(1, most)
        self.queue = queue
    }

    var count: (inside: Int, waiting: Int) { (inside, waiting.count) }

    /// Returns when it is one's turn; ``leave()`` must follow. One whose task is cancelled meanwhile gets its turn, too, and
    /// sees that itself.
    ///
    /// - Throws: `busy` where too many wait.
    func enter() async throws(DomainError) {
        guard inside >= most else {
            inside += 1
            return
        }
        guard waiting.count < queue else {
            throw DomainError(.busy, "Too many pictures are being made; try again in a few seconds.")
        }
        // Whoever leaves gives his place to the first who waits.
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        if waiting.isEmpty { inside -= 1 } else { waiting.removeFirst().resume() }
    }
}
