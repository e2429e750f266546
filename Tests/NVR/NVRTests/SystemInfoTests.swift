import Foundation
import Machine
import Media
import Stream
import Testing

@testable import NVR

struct SystemInfoTests {
    private static func processStat(user: Int, system: Int) -> String {
        "812 (nightjar) S 1 812 812 0 -1 4194304 118 0 0 0 \(user) \(system) 0 0 20 0 14 0 5000 3133440 413 1 1 1 1 0 0"
    }

    private static let texts = [
        "/proc/stat": "cpu  100 10 50 800 40 3 2 1 0 0\ncpu0 1 2 3 4\ncpu1 1 2 3 4\n",
        "/proc/loadavg": "0.50 0.75 1.25 1/300 4711\n",
        "/proc/uptime": "90000.25 1000\n",
        "/proc/meminfo":
            "MemTotal: 4000 kB\nMemFree: 1000 kB\nMemAvailable: 3000 kB\nSwapTotal: 8 kB\nSwapFree: 4 kB\n",
        "/proc/cpuinfo": "model name\t: A  Processor\n",
        "/proc/self/stat": processStat(user: 700, system: 300),
        "/proc/self/status": "VmHWM: 300 kB\nVmRSS: 200 kB\nThreads: 14\n",
        "/proc/net/dev": "a\nb\n  eth0: 5000 50 1 2 0 0 0 0 7000 70 0 0 0 0 0 0\n",
        "/proc/sys/kernel/osrelease": "6.1.0-28-amd64\n",
        "/proc/sys/kernel/hostname": "recorder\n",
        "/etc/os-release": "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n",
    ]

    @Test func theMachineAndWhatTheRecorderUsesOfIt() async throws {
        let files = ToldMachine(Self.texts)
        let world = SystemWorld(files: files)
        // Half a second of two processors, of which the recorder had half.
        let second = MachineConstants.ticksPerSecond
        files.tell("/proc/stat", "cpu  \(100 + second) 10 50 \(800 + second) 40 3 2 1 0 0\ncpu0 1\ncpu1 1\n")
        files.tell("/proc/self/stat", Self.processStat(user: 700 + second, system: 300 + second))
        files.tell("/proc/net/dev", "a\nb\n  eth0: 9000 50 1 2 0 0 0 0 7000 70 0 0 0 0 0 0\n")
        world.time.advance(by: .seconds(4))
        let info = try await world.system.info(as: SystemWorld.operator)
        await world.end()

        #expect(info.versions.nightjar == "1.2.3" && info.versions.swift.hasPrefix("6."))
        #expect(info.versions.system == "Debian GNU/Linux 12 (bookworm)" && info.versions.kernel == "6.1.0-28-amd64")
        #expect(info.versions.libraries == ["SQLite": "3.40.1"] && info.versions.workerFFmpeg == nil)
        #expect(info.hostName == "recorder" && info.startedAt == SystemWorld.beginning)
        #expect(info.uptime == .seconds(4) && info.machineUptimeSeconds == 90000.25)
        #expect(info.processors.model == "A Processor" && info.processors.count == 2)
        #expect(info.processors.load == [0.5, 0.75, 1.25] && info.processors.percent == 50)
        #expect(info.processors.ticks?.user == UInt64(100 + second) && info.processors.ticks?.ioWait == 40)
        #expect(info.recorder?.pid == 812 && info.recorder?.percent == 50 && info.recorder?.threads == 14)
        #expect(info.recorder?.userTicks == UInt64(700 + second) && info.recorder?.residentBytes == 200 << 10)
        #expect(info.workers.isEmpty)
        #expect(info.memory?.total == 4000 << 10 && info.memory?.used == 1000 << 10 && info.memory?.swapFree == 4 << 10)
        #expect(info.network.receivedBytes == 9000 && info.network.sentBytes == 7000)
        #expect(info.network.receivedBytesPerSecond == 1000 && info.network.interfaces.map(\.name) == ["eth0"])
    }

    /// Also for whoever asks within a second of a reading that was not made for him.
    @Test func everyReadingIsOfTheWorkersToo() async throws {
        let files = ToldMachine(Self.texts)
        files.tell("/proc/99/stat", Self.processStat(user: 7, system: 3))
        let worker = WorkersView.Worker(pid: 99, isWorking: false, jobs: 1)
        let view = WorkersView(workers: [worker], most: 2, waiting: 0, restarts: 0, devices: [])
        let world = SystemWorld(files: files, workers: view)
        world.time.advance(by: .seconds(4))
        await world.system.beat()
        world.time.advance(by: .milliseconds(10))
        let info = try await world.system.info(as: SystemWorld.operator)
        await world.end()
        #expect(info.workers.map(\.name) == ["nightjar-worker 99"] && info.workers.map(\.userTicks) == [7])
    }

    @Test func whatTheSystemDoesNotTellIsLeftOut() async throws {
        let world = SystemWorld()
        let info = try await world.system.info(as: SystemWorld.administrator)
        await world.end()
        #expect(info.recorder == nil && info.memory == nil && info.processors.percent == nil && info.disks.isEmpty)
    }

    @Test func disksByNameWithoutTheirPath() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-system-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let catalogue = folder.appending(path: "nightjar.sqlite").path
        try Data(count: 1000).write(to: URL(filePath: catalogue))
        try Data(count: 24).write(to: URL(filePath: catalogue + "-wal"))
        let world = SystemWorld(
            volumes: [.init(name: "default", path: folder.path), .init(name: "gone", path: folder.path + "/none")],
            catalogue: catalogue
        )
        // Also when many ask at once.
        let answers = try await withThrowingTaskGroup(of: ServerInfo.self) { group in
            for _ in 0..<8 { group.addTask { try await world.system.info(as: SystemWorld.administrator) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        await world.end()
        for info in answers {
            #expect(info.disks.map(\.name) == ["default"] && info.catalogueBytes == 1024)
            let disk = try #require(info.disks.first)
            #expect(disk.total > 0 && disk.used <= disk.total && disk.free <= disk.total)
            #expect(!"\(info)".contains(folder.path))
        }
    }
}
