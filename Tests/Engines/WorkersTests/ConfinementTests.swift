import Foundation
import Glibc
import Testing
import WorkerChannel

@testable import Workers

/// What a worker has taken from itself, as the system sees it.
struct ConfinementTests {
    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    @Test func aWorkerIsConfined() async throws {
        try await withPool { pool in
            let worker = try await pool.readyWorker()
            #expect(worker.confinement == .whole)
            let status = try text("/proc/\(worker.pid)/status")
            #expect(status.contains("NoNewPrivs:\t1"))
            #expect(status.contains("Seccomp:\t2"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: "/proc/\(worker.pid)/fd") == ["3"])
            let limits = try text("/proc/\(worker.pid)/limits").split(separator: "\n")
            func limit(_ name: String) -> [Substring] {
                let line = limits.first { $0.hasPrefix(name) }?.dropFirst(name.count) ?? ""
                return Array(line.split(separator: " ").prefix(2))
            }
            #expect(limit("Max processes") == ["0", "0"])
            #expect(limit("Max open files") == ["4", "4"])
            #expect(limit("Max file size") == ["0", "0"])
            #expect(limit("Max core file size") == ["0", "0"])
            let memory = try #require(limit("Max address space").first.flatMap { UInt64($0) })
            #expect(memory < 3 << 30)
        }
    }

    /// Recording comes first, and nothing of ours is known to it.
    @Test func aWorkerStandsBackAndKnowsNothing() async throws {
        setenv("NIGHTJAR_TEST_SECRET", "hunter2", 1)
        defer { unsetenv("NIGHTJAR_TEST_SECRET") }
        try await withPool { pool in
            let worker = try await pool.readyWorker()
            #expect(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(worker.pid)) >= 10)
            #expect(try !text("/proc/\(worker.pid)/environ").contains("hunter2"))
        }
    }

    @Test func whoeverStartsItByHandIsToldWhatItIs() throws {
        let process = Process()
        process.executableURL = URL(filePath: BuiltWorker.program.path)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 64)
        #expect(text.contains("started by nightjar"))
    }
}
