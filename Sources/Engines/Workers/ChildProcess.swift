import CProcess
import Glibc

/// A worker's process, from its start until its end has been asked for. Its number is not given to another before that.
struct ChildProcess: Sendable {
    /// Why it could not be started; for people, without a full stop.
    struct StartFailure: Error {
        let what: String
    }

    let pid: Int32

    /// - Returns: the process, and our end of the socket to it, to be closed by whoever takes it.
    static func start(_ program: WorkerProgram) throws(StartFailure) -> (process: ChildProcess, socket: Int32) {
        var (ours, theirs): (Int32, Int32) = (-1, -1)
        try check(cprocess_socket_pair(&ours, &theirs), "no socket could be made for it")
        defer { close(theirs) }
        var pid: Int32 = 0
        let error = cprocess_start(
            program.path,
            String(program.niceness),
            String(program.memory),
            program.libraryPath,
            theirs,
            &pid
        )
        do throws(StartFailure) {
            try check(error, "\(program.path) could not be started")
        } catch {
            close(ours)
            throw error
        }
        return (ChildProcess(pid: pid), ours)
    }

    private static func check(_ error: Int32, _ what: String) throws(StartFailure) {
        guard error != 0 else { return }
        throw StartFailure(what: "\(what): \(String(cString: strerror(error)))")
    }

    /// Ends it at once.
    func kill() { _ = Glibc.kill(pid, SIGKILL) }

    /// How it ended, for people; nil while it runs. After it has said so, its number may be another's: it is not asked again.
    func end() -> String? {
        var status: Int32 = 0
        switch cprocess_ended(pid, &status) {
        case 0: return nil
        case 1: return Self.words(status)
        default: return "nobody knows how"
        }
    }

    private static func words(_ status: Int32) -> String {
        switch status {
        case -SIGKILL: "it was killed"
        case -SIGSEGV, -SIGBUS, -SIGILL, -SIGTRAP, -SIGABRT, -SIGFPE: "it crashed with signal \(-status)"
        case ..<0: "signal \(-status) ended it"
        // What the loader of programs says when it does not find a library.
        case 127: "a library that it needs is not installed"
        default: "it ended with status \(status)"
        }
    }
}
