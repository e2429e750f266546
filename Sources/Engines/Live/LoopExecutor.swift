package import NIOCore

/// Runs a task on an event loop: that of a viewer's connection, so that waking and sending cross no thread.
///
/// What runs there must not block. The loop must outlive the task.
package final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    package init(_ loop: any EventLoop) { self.loop = loop }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
