import NIOCore

/// Waits for processes that were ended, or have closed their socket, until they are over. All of it on one event loop.
final class ProcessReaper {
    private let loop: any EventLoop
    /// Processes that have not been seen to be over.
    private(set) var waiting = 0
    /// Called whenever one is over, after whoever waits for it was told.
    var onOver: () -> Void = {}

    /// So often it is looked whether a process is over.
    private static let interval = TimeAmount.milliseconds(10)
    /// So often one that has closed its socket is looked at before it is killed.
    private static let looksBeforeKilling = 10

    init(loop: any EventLoop) { self.loop = loop }

    /// - Parameters:
    ///   - killing: whether it is killed where it is not over soon: one that ends by itself shall show how.
    ///   - then: told how it ended, for people.
    func reap(_ process: ChildProcess, killing: Bool = false, then: @escaping (String) -> Void = { _ in }) {
        waiting += 1
        let reaper = NIOLoopBound(self, eventLoop: loop)
        let then = NIOLoopBound(then, eventLoop: loop)
        let looks = NIOLoopBoundBox(0, eventLoop: loop)
        loop.scheduleRepeatedTask(initialDelay: .milliseconds(1), delay: Self.interval) { task in
            guard let how = process.end() else {
                looks.value += 1
                if killing, looks.value == Self.looksBeforeKilling { process.kill() }
                return
            }
            task.cancel()
            reaper.value.waiting -= 1
            then.value(how)
            reaper.value.onOver()
        }
    }
}
