import Jobs
import Media
import Testing

@testable import NVR

/// Backups and restores as jobs.
struct BackupJobTests {
    @Test func aBackupIsAJobThatSaysWhatCameOfIt() async throws {
        try await BackupWorld.with { world in
            _ = try await world.addUser("ada")
            let jobs = RecorderJobs(world.services)
            let changes = jobs.runner.changes()
            let me = administrator()
            let made = try await world.backups.create(as: me, passphrase: backupPassphrase, note: nil, in: jobs)
            for await job in changes where job.state.isFinal { break }
            let job = try #require(try jobs.list(as: me).first)
            #expect(job.kind == "backup" && job.state == .succeeded && job.progress == 1 && job.requester == "ada")
            #expect(job.result == ["name": made.name])
            let report = try await world.backups.restore(
                as: me,
                made.name,
                passphrase: backupPassphrase,
                dryRun: true,
                in: jobs
            )
            #expect(report.isDryRun && report.isEmpty)
            let wrong = await domainError {
                _ = try await world.backups.restore(as: me, made.name, passphrase: "no", dryRun: true, in: jobs)
            }
            #expect(wrong?.member == "passphrase")
            await jobs.end()
            #expect(try jobs.list(as: me).map(\.kind) == ["restore", "restore", "backup"])
        }
    }

    @Test func whatIsRefusedAnywayIsNoJob() async throws {
        try await BackupWorld.with { world in
            let backups = try world.backups
            let jobs = RecorderJobs(world.services)
            let weak = await domainError {
                _ = try await backups.create(as: administrator(), passphrase: "x", note: nil, in: jobs)
            }
            #expect(weak?.member == "passphrase")
            let unknown = await domainError {
                _ = try await backups.restore(as: administrator(), "x", passphrase: "x", dryRun: true, in: jobs)
            }
            #expect(unknown?.kind == .notFound)
            #expect(try jobs.list(as: administrator()).isEmpty)
            await jobs.end()
        }
    }

    @Test func oneThatWaitsCanBeCancelled() async throws {
        try await BackupWorld.with { world in
            let jobs = RecorderJobs(world.services)
            let (gate, opener) = AsyncStream.makeStream(of: Void.self)
            // One of a kind is at work at a time.
            try jobs.submit("backup", by: .recorder) { _ in
                for await _ in gate {}
                return [:]
            }
            async let outcome = domainError {
                _ = try await world.backups.create(
                    as: administrator(),
                    passphrase: backupPassphrase,
                    note: nil,
                    in: jobs
                )
            }
            var waiting: JobView?
            try await eventually("it waits") {
                waiting = try jobs.list(as: administrator()).first { $0.state == .queued }
                return waiting != nil
            }
            _ = try await jobs.cancel(as: administrator(), waiting?.id ?? "")
            #expect(await outcome?.kind == .conflict)
            opener.finish()
            #expect(try await world.backups.list(as: administrator()).isEmpty)
            await jobs.end()
        }
    }

    @Test(arguments: [0.1, 0.2, 0.9]) func oneAtWorkLeavesNothingBehind(stop: Double) async throws {
        try await BackupWorld.with { world in
            let backups = try world.backups
            await #expect(throws: CancellationError.self) {
                _ = try await backups.make(
                    .manual,
                    as: administrator(),
                    passphrase: backupPassphrase,
                    note: nil,
                    progress: { part, _ in if part >= stop { throw CancellationError() } }
                )
            }
            #expect(try await backups.list(as: administrator()).isEmpty)
            #expect(try await world.audit() == ["backup.create backup failed"])
        }
    }
}
