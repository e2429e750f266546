import Foundation
import Glibc
import Media
import Testing
import WorkerChannel

@testable import Workers

/// Workers that are killed, hang, eat memory, lie or do not start: whoever asked is told, and the next gets his picture.
struct WorkerTroubleTests {
    @Test func oneThatIsKilledInTheMiddleCostsOneAnswer() async throws {
        let film = try Film("sub")
        try await withPool { pool in
            let worker = try await pool.readyWorker()
            // Stopped, so that it is at work when it is killed.
            #expect(kill(worker.pid, SIGSTOP) == 0)
            let measuring = Task { try await pool.measure() }
            _ = try await eventually("it is at work") { await pool.state()?.workers.first { $0.isWorking } }
            #expect(kill(worker.pid, SIGKILL) == 0)
            await #expect(throws: WorkerError.ended("it was killed")) { try await measuring.value }
            _ = try await pool.still(of: film)
            let state = try #require(await pool.state())
            #expect(state.restarts == 1 && state.lastEnd == "it was killed")
            #expect(state.workers.map(\.pid) != [worker.pid])
        }
    }

    @Test func oneThatHangsIsEnded() async throws {
        let film = try Film("sub")
        try await withPool { limits in
            limits.picture = .seconds(10)
        } _: { pool in
            let worker = try await pool.readyWorker()
            #expect(kill(worker.pid, SIGSTOP) == 0)
            await #expect(throws: WorkerError.hung) { try await pool.still(of: film) }
            _ = try await eventually("its process is gone") { kill(worker.pid, 0) == -1 ? true : nil }
            _ = try await pool.still(of: film)
        }
    }

    @Test func oneThatHangsWithNothingToDoIsFoundOut() async throws {
        try await withPool { limits in
            limits.heartbeat = .milliseconds(50)
            limits.silence = .seconds(5)
        } _: { pool in
            let worker = try await pool.readyWorker()
            #expect(kill(worker.pid, SIGSTOP) == 0)
            _ = try await eventually("another takes its place") {
                await pool.state()?.workers.first { $0.pid != worker.pid && $0.confinement != nil }
            }
            #expect(await pool.state()?.lastEnd == "it did not answer")
        }
    }

    /// What it may take is taken from it while it is idle, so that the next picture is too much.
    @Test func oneThatEatsMemoryIsEnded() async throws {
        let film = try Film("main")
        try await withPool { pool in
            // It keeps the memory of what it has made, so that is less than what comes.
            _ = try await pool.still(of: Film("sub"), width: 64)
            let worker = try await pool.readyWorker()
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/prlimit")
            process.arguments = ["--pid", "\(worker.pid)", "--as=1048576"]
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            let error = await #expect(throws: WorkerError.self) { try await pool.still(of: film) }
            switch error {
            case .failed(.outOfMemory), .ended: break
            default: Issue.record("\(String(describing: error)) says nothing of memory")
            }
            #expect(try await pool.still(of: film).size.width == 1280)
            #expect(await pool.state()?.restarts == 1)
        }
    }

    @Test func aCameraThatHasTwoWorkersEndGetsOneOfItsOwn() async throws {
        let film = try Film("sub")
        try await withPool { pool in
            for _ in 0..<2 {
                let worker = try await eventually("a worker is idle") {
                    await pool.state()?.workers.first { $0.confinement != nil && !$0.isWorking }
                }
                // Stopped, so that it is at work when it is killed.
                #expect(kill(worker.pid, SIGSTOP) == 0)
                let asking = Task { try await pool.still(of: film, camera: "bad") }
                _ = try await eventually("it is at work") { await pool.state()?.workers.first { $0.isWorking } }
                #expect(kill(worker.pid, SIGKILL) == 0)
                await #expect(throws: WorkerError.ended("it was killed")) { try await asking.value }
            }
            _ = try await pool.still(of: film, camera: "bad")
            _ = try await pool.still(of: film, camera: "good")
            let owners = try #require(await pool.state()).workers.map(\.camera)
            #expect(owners.contains("bad") && owners.contains(nil) && owners.count == 2)
        }
    }

    @Test func whoeverIsGoneWaitsForNothing() async throws {
        let film = try Film("sub")
        try await withPool { pool in
            let worker = try await pool.readyWorker()
            #expect(kill(worker.pid, SIGSTOP) == 0)
            let first = Task { try await pool.still(of: film) }
            _ = try await eventually("it is at work") { await pool.state()?.workers.first { $0.isWorking } }
            let second = Task { try await pool.still(of: film) }
            _ = try await eventually("the second waits") { await pool.state()?.waiting == 1 ? true : nil }
            second.cancel()
            await #expect(throws: WorkerError.cancelled) { try await second.value }
            #expect(await pool.state()?.waiting == 0)
            first.cancel()
            await #expect(throws: WorkerError.cancelled) { try await first.value }
            // The worker ends what it was at, and is free then.
            #expect(kill(worker.pid, SIGCONT) == 0)
            _ = try await pool.still(of: film)
            #expect(await pool.state()?.restarts == 0)
        }
    }

    @Test func moreThanMayWaitIsRefused() async throws {
        let film = try Film("sub")
        try await withPool { limits in
            limits.queue = 1
        } _: { pool in
            let worker = try await pool.readyWorker()
            #expect(kill(worker.pid, SIGSTOP) == 0)
            let first = Task { try await pool.still(of: film) }
            _ = try await eventually("it is at work") { await pool.state()?.workers.first { $0.isWorking } }
            let second = Task { try await pool.still(of: film) }
            _ = try await eventually("the second waits") { await pool.state()?.waiting == 1 ? true : nil }
            await #expect(throws: WorkerError.busy) { try await pool.still(of: film) }
            #expect(kill(worker.pid, SIGCONT) == 0)
            _ = try await (first.value, second.value)
        }
    }

    // MARK: Those that are no workers

    @Test func aProgramThatIsNotThereIsTold() async throws {
        let film = try Film("sub")
        try await withPool(WorkerProgram(path: "/nowhere/nightjar-worker")) { pool in
            let error = await #expect(throws: WorkerError.self) { try await pool.still(of: film) }
            #expect(error?.description.contains("/nowhere/nightjar-worker could not be started") == true)
            #expect(await pool.state()?.trouble != nil)
        }
    }

    @Test func aProgramThatEndsAtOnceIsTold() async throws {
        let film = try Film("sub")
        try await withScript("exit 127") { pool in
            let error = await #expect(throws: WorkerError.self) { try await pool.still(of: film) }
            #expect(error == .noWorker("a library that it needs is not installed"))
        }
    }

    /// Messages as `printf` writes them: another version; an answer before the introduction; one that is too long; noise.
    @Test(arguments: [
        #"\001\001\000\000\000\000\000\000\000\000"#, #"\002\004\000\000\000\001\000\000\000\000"#,
        #"\002\002\000\000\000\000\377\377\377\377"#, "hello, recorder, how are you",
    ])
    func aProgramThatAnswersNonsenseIsEnded(message: String) async throws {
        let film = try Film("sub")
        try await withScript("printf '\(message)' >&3; exec sleep 600") { pool in
            await #expect(throws: WorkerError.self) { try await pool.still(of: film) }
            #expect(await pool.state()?.lastEnd == "it answered nonsense")
        }
    }

    @Test func aProgramThatSaysNothingIsEnded() async throws {
        let film = try Film("sub")
        try await withScript("exec sleep 600") { limits in
            limits.startup = .milliseconds(100)
        } _: { pool in
            await #expect(throws: WorkerError.noWorker("it was not ready in time")) { try await pool.still(of: film) }
        }
    }

    @Test func atTheEndNoProcessIsLeft() async throws {
        let film = try Film("sub")
        var pid: Int32 = 0
        var later: WorkerPool?
        try await withPool { pool in
            pid = try await pool.readyWorker().pid
            later = pool
        }
        #expect(kill(pid, 0) == -1 && errno == ESRCH)
        await #expect(throws: WorkerError.noWorker("the recorder is stopping")) { try await later?.still(of: film) }
        #expect(await later?.state() == nil)
    }

    private func withScript(
        _ script: String,
        _ change: (inout WorkerLimits) -> Void = { _ in },
        _ body: (WorkerPool) async throws -> Void
    ) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "worker-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        try await withPool(WorkerProgram(path: file.path), change, body)
    }
}
