import Glibc
import Media
import Testing

@testable import Machine

struct MachineReaderTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

    @Test func everythingOfAToldMachine() throws {
        let reading = MachineReader(files: ToldFiles(Fixture.machine)).read(now: start)
        #expect(reading.at == start)
        #expect(reading.processors?.processors == 2)
        #expect(reading.load?.fifteenMinutes == 1.85)
        #expect(reading.uptimeSeconds == 27494.37)
        let ownSeconds = try #require(reading.processUptimeSeconds)
        #expect(abs(ownSeconds - (27494.37 - 5000 / Double(MachineConstants.ticksPerSecond))) < 1e-6)
        #expect(reading.memory?.total == 24_684_096 * 1024)
        let own = try #require(reading.own)
        #expect(own.ticks.total == 1000)
        #expect(own.memory?.peak == 1768 * 1024)
        #expect(own.memory?.proportional == nil)
        #expect(own.openDescriptors == 3)
        #expect(own.descriptorLimit == 1024)
        #expect(Set(reading.interfaces.keys) == ["eth0"])
        #expect(reading.network.receivedBytes == 570_694_510)
        #expect(reading.limits.memory == 1 << 30)
        #expect(reading.limits.memoryUsed == 5000)
        #expect(reading.limits.processors == 1.5)
        #expect(reading.usableMemory == 1 << 30)
    }

    @Test func theFirstVersionOfControlGroups() {
        let files = ToldFiles(Fixture.machine)
        files.tell("/proc/self/cgroup", Fixture.cgroupOne)
        files.tell("/sys/fs/cgroup/memory/box/inner/memory.limit_in_bytes", "9223372036854771712\n")
        files.tell("/sys/fs/cgroup/memory/box/memory.limit_in_bytes", "4096\n")
        files.tell("/sys/fs/cgroup/memory/box/memory.usage_in_bytes", "12\n")
        files.tell("/sys/fs/cgroup/memory/memory.limit_in_bytes", "8192\n")
        files.tell("/sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "50000\n")
        files.tell("/sys/fs/cgroup/cpu/box/cpu.cfs_period_us", "100000\n")
        files.tell("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n")
        files.tell("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n")
        let limits = MachineReader(files: files).read(now: start).limits
        #expect(limits.memory == 4096)
        #expect(limits.memoryUsed == 12)
        #expect(limits.processors == 0.5)
    }

    @Test func inAContainerAllCardsAreVirtual() {
        let files = ToldFiles(Fixture.machine)
        files.tell("/sys/class/net/eth0/device", nil)
        let reading = MachineReader(files: files).read(now: start)
        #expect(Set(reading.interfaces.keys) == ["eth0", "docker0"])
    }

    @Test func aMachineThatSaysNothing() {
        let reading = MachineReader(files: ToldFiles([:])).read(now: start, workers: [.init(name: "w", pid: 7)])
        #expect(reading == MachineReading(at: start))
        let facts = MachineReader(files: ToldFiles([:])).facts()
        #expect(facts.system.name == "Linux")
        #expect(facts.processorModel == nil)
    }

    @Test func facts() {
        let facts = MachineReader(files: ToldFiles(Fixture.machine)).facts()
        #expect(facts.system.id == "debian")
        #expect(facts.kernel == "6.1.0-28-amd64")
        #expect(facts.hostName == "attic")
        #expect(facts.processorModel == "Intel(R) Xeon(R) Processor @ 2.90GHz")
        #expect(facts.processors == 2)
        #expect(facts.memory == 24_684_096 * 1024)
    }

    @Test func proportionalMemoryOnRequest() {
        let reader = MachineReader(files: ToldFiles(Fixture.machine), measuresProportionalMemory: true)
        #expect(reader.read(now: start).own?.memory?.proportional == 900 * 1024)
    }

    /// Against the real thing.
    @Test func thisMachine() throws {
        let reader = MachineReader(measuresProportionalMemory: true)
        let reading = reader.read(now: start, workers: [WorkerProcess(name: "me", pid: getpid())])
        let own = try #require(reading.own)
        #expect(own.ticks.pid == getpid())
        #expect(reading.workers["me"]?.ticks.start == own.ticks.start)
        #expect(try #require(reading.processors).total > 0)
        #expect(try #require(reading.processors).processors == sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        #expect(try #require(own.memory).resident > 1 << 20)
        #expect(try #require(own.openDescriptors) >= 3)
        #expect(try #require(reading.usableMemory) > 1 << 24)
        #expect(try #require(reading.processUptimeSeconds) <= #require(reading.uptimeSeconds))
        let facts = reader.facts()
        #expect(!facts.kernel.isEmpty)
        #expect(!facts.hostName.isEmpty)
        #expect(facts.processors > 0)
    }

    @Test func theDiskOfTheRoot() throws {
        let disk = try #require(DiskReading(path: "/"))
        #expect(disk.path == "/")
        #expect(disk.size > 0)
        #expect(disk.available <= disk.free)
        #expect(disk.free <= disk.size)
        #expect(disk.used + disk.free == disk.size)
        #expect(disk.freeInodes <= disk.inodes)
        #expect(disk.mount?.point == "/")
        #expect(DiskReading(path: "/nowhere/at/all") == nil)
    }

    @Test func linksAndDotsLeadToTheDisk() throws {
        let disk = try #require(DiskReading(path: "/proc/self/../self/root/proc/sys/.."))
        #expect(disk.mount?.fileSystem == "proc")
        #expect(disk.mount?.point == "/proc")
    }
}
