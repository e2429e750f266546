import Foundation
import Glibc
import Media
import Testing
import WorkerChannel

@testable import Workers

/// Sessions whose worker is killed, hangs, eats memory, lies or does not start: whoever holds it is told, and others go on.
struct SessionTroubleTests {
    private func track(_ film: Film) throws -> SessionTrack {
        let h264 = H264OutputSetup(largest: PictureSize(width: 640, height: 360), bitRate: 500_000, pictureRate: 25)
        return .pictures(try #require(DecodeSetup(film.format, outputs: [.h264(h264)])))
    }

    private func pid(_ pool: WorkerPool, of camera: String) async throws -> Int32 {
        try #require(await pool.state()?.sessions.running.first { $0.camera == camera }).pid
    }

    @Test func oneThatIsKilledHarmsNoOther() async throws {
        let film = try Film("sub")
        try await withPool { pool in
            var bad = SessionUnderTest(pool, [try track(film)], camera: "bad")
            var good = SessionUnderTest(pool, [try track(film)], camera: "good")
            try await bad.wait(opened: 1)
            try await good.wait(opened: 1)
            try await bad.feed(film.feeds(5))
            #expect(kill(try await pid(pool, of: "bad"), SIGKILL) == 0)
            await #expect(throws: WorkerError.ended("it was killed")) { try await bad.wait { _ in false } }
            try await good.feed(film.feeds(10))
            #expect(good.outputs(0).count == 10)
            // And the next attempt works.
            var next = SessionUnderTest(pool, [try track(film)], camera: "bad")
            try await next.wait(opened: 1)
            try await next.feed(film.feeds(10))
            #expect(next.outputs(0).count == 10)
            let state = try #require(await pool.state())
            #expect(state.sessions.lost == 1 && state.sessions.lastEnd == "it was killed" && state.restarts == 0)
        }
    }

    @Test func oneThatHangsIsEnded() async throws {
        let film = try Film("sub")
        try await withPool { limits in
            limits.picture = .seconds(10)
        } _: { pool in
            var session = SessionUnderTest(pool, [try track(film)])
            try await session.wait(opened: 1)
            let pid = try await pid(pool, of: "yard")
            #expect(kill(pid, SIGSTOP) == 0)
            await #expect(throws: WorkerError.hung) { try await session.feed(film.feeds(2)) }
            _ = try await eventually("its process is gone") { kill(pid, 0) == -1 ? true : nil }
        }
    }

    /// One of which nobody wants anything is not asked whether it lives.
    @Test func oneWithNothingToDoMayBeSilent() async throws {
        let film = try Film("sub")
        try await withPool { limits in
            limits.picture = .seconds(10)
        } _: { pool in
            var idle = SessionUnderTest(pool, [try track(film)], camera: "idle")
            try await idle.wait(opened: 1)
            #expect(kill(try await pid(pool, of: "idle"), SIGSTOP) == 0)
            var other = SessionUnderTest(pool, [try track(film)], camera: "other")
            try await other.wait(opened: 1)
            #expect(kill(try await pid(pool, of: "other"), SIGSTOP) == 0)
            // As long as it takes until another that does have something to do is found out.
            await #expect(throws: WorkerError.hung) { try await other.feed(film.feeds(1)) }
            #expect(kill(try await pid(pool, of: "idle"), SIGCONT) == 0)
            try await idle.feed(film.feeds(3))
        }
    }

    @Test func oneThatEatsMemoryIsEnded() async throws {
        let film = try Film("main")
        // Enough to start with, and for no picture of 1280 × 720.
        var program = BuiltWorker.program
        program.memory = 4 << 20
        try await withPool(program) { pool in
            var session = SessionUnderTest(pool, [try track(film)])
            let error = await #expect(throws: WorkerError.self) {
                try await session.wait(opened: 1)
                try await session.feed(film.feeds(50))
            }
            switch error {
            case .failed(.outOfMemory), .ended: break
            default: Issue.record("\(String(describing: error)) says nothing of memory")
            }
        }
    }

    @Test func whoLetsGoOfItEndsIt() async throws {
        let film = try Film("sub")
        try await withPool { pool in
            var pid: Int32 = 0
            do {
                var session = SessionUnderTest(pool, [try track(film)])
                try await session.wait(opened: 1)
                pid = try await self.pid(pool, of: "yard")
            }
            let ended = pid
            _ = try await eventually("its process is gone") { kill(ended, 0) == -1 ? true : nil }
            let state = try #require(await pool.state())
            #expect(state.sessions.running.isEmpty && state.sessions.lost == 0)
        }
    }

    @Test func whatNoDecoderIsThereForIsRefused() async throws {
        let film = try Film("sub")
        // Of no kind that there is.
        let broken = SoundSetup(
            codec: .aac,
            configuration: [0xFF, 0xFF, 0xFF],
            sampleRate: 48_000,
            channels: 8,
            output: AACOutputSetup(sampleRate: 48_000, channels: 1, bitRate: 32_000)
        )
        try await withPool { pool in
            var session = SessionUnderTest(pool, [try track(film), .sound(broken)])
            try await session.wait(opened: 2)
            #expect(session.events.contains { if case .refused(1, _) = $0 { true } else { false } })
            try await session.feed(film.feeds(3))
            #expect(session.outputs(0).count == 3)
        }
    }

    @Test func aProgramThatIsNotThereIsTold() async throws {
        let film = try Film("sub")
        try await withPool(WorkerProgram(path: "/nowhere/nightjar-worker")) { pool in
            var session = SessionUnderTest(pool, [try track(film)])
            await #expect(throws: WorkerError.self) { try await session.wait(opened: 1) }
        }
    }

    @Test func atTheEndNoProcessIsLeft() async throws {
        let film = try Film("sub")
        var pid: Int32 = 0
        var session: SessionUnderTest?
        var later: WorkerPool?
        try await withPool { pool in
            var opened = SessionUnderTest(pool, [try track(film)])
            try await opened.wait(opened: 1)
            pid = try await self.pid(pool, of: "yard")
            session = opened
            later = pool
        }
        #expect(kill(pid, 0) == -1 && errno == ESRCH)
        let stopping = WorkerError.noWorker("the recorder is stopping")
        await #expect(throws: stopping) { try await session?.wait { _ in false } }
        var late = SessionUnderTest(try #require(later), [try track(film)])
        await #expect(throws: stopping) { try await late.wait(opened: 1) }
    }
}
