import Foundation
import Glibc

/// How the program was started, so that it can start itself anew in its own place: the same process, file, arguments and
/// environment.
///
/// Pointers are in `again` alone, since `execve` takes nothing else; what they point to is copied and never freed, because the
/// program that would free it is gone.
struct ProgramStart: Sendable {
    /// Why it could not be started anew: one sentence.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The status of a program that should have started anew and could not: "try again later" (sysexits.h), which a service
    /// manager that restarts after failures does.
    static let failure: Int32 = 75

    private let executable: String
    private let arguments: [String]
    let environment: [String: String]

    /// Where the file lay at the start: there a newer version may lie by then, and is what is started.
    init() {
        let link = "/proc/self/exe"
        executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) ?? link
        arguments = CommandLine.arguments
        environment = ProcessInfo.processInfo.environment
    }

    init(executable: String, arguments: [String], environment: [String: String]) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
    }

    /// Another program of ours, which is installed in the same folder.
    func programBeside(_ name: String) -> String {
        URL(filePath: executable).deletingLastPathComponent().appending(path: name).path
    }

    /// Takes secrets out of this process's environment, where other code and its children would find them. The new program
    /// gets them all the same.
    func hideSecrets(_ names: [String]) {
        for name in names { unsetenv(name) }
    }

    /// Does not return where it succeeds.
    func again() -> Failure {
        Self.keepDescriptorsFromNext()
        Self.resetSignals()
        let argv = arguments.map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        execve(executable, argv, envp)
        let reason = String(cString: strerror(errno))
        return Failure(
            description: "Nightjar has stopped and cannot start \(executable) anew: \(reason). Start it by hand."
        )
    }

    /// Files and sockets are opened so that a new program does not get them; this is for those that libraries forget.
    private static func keepDescriptorsFromNext() {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for file in open.compactMap({ Int32($0) }) where file > STDERR_FILENO { _ = fcntl(file, F_SETFD, FD_CLOEXEC) }
    }

    /// What is blocked or ignored would stay so in the new program.
    private static func resetSignals() {
        for number in 1..<Int32(32) where number != SIGKILL && number != SIGSTOP { signal(number, SIG_DFL) }
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
    }
}
