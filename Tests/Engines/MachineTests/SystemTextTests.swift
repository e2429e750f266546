import Media
import TestKit
import Testing

@testable import Machine

struct MountTests {
    private let mounts = Mount.parse(mountinfo: Fixture.mountinfo)

    @Test func allLinesAreRead() {
        #expect(mounts.count == 6)
        #expect(mounts[1].point == "/")
        #expect(mounts[1].fileSystem == "ext4")
        #expect(mounts[1].source == "/dev/vda1")
        #expect(!mounts[1].isReadOnly)
        #expect(mounts[3].point == "/srv/my disk/inner")
        #expect(mounts[3].source == #"/dev/sdb\x"#)
        #expect(mounts[3].isReadOnly)
        #expect(mounts[4].isReadOnly)
    }

    @Test(arguments: [
        ("/", "ext4"), ("/srv", "ext4"), ("/srv/my disk", "tmpfs"), ("/srv/my disk/x", "tmpfs"),
        ("/srv/my disk/inner", "btrfs"), ("/srv/my disk/inner/a/b", "btrfs"), ("/srv/my disk/innermost", "tmpfs"),
        ("/srv/nfs/a", "nfs4"), ("/procession", "ext4"), ("/proc/1", "proc"),
    ]) func theMountThatHoldsAPath(path: String, fileSystem: String) {
        #expect(Mount.holding(path, among: mounts)?.fileSystem == fileSystem)
    }

    @Test func noMount() {
        #expect(Mount.holding("relative", among: mounts) == nil)
        #expect(Mount.holding("/", among: []) == nil)
        for text in [
            "", "1 2 3", "1 2 3 / / rw", "1 2 3 / / rw -", "1 2 3 / / rw - ext4 x", "1 2 3 / x rw - ext4 x rw",
        ] {
            #expect(Mount.parse(mountinfo: text).isEmpty)
        }
        #expect(Mount.parse(mountinfo: #"1 2 3 / /a\9\0 rw - ext4 x rw"#).first?.point == #"/a\9\0"#)
    }
}

struct NetworkTests {
    @Test func countersByInterface() throws {
        let counters = NetworkCounters.parse(netDev: Fixture.netDev)
        #expect(Set(counters.keys) == ["lo", "docker0", "eth0"])
        let eth0 = try #require(counters["eth0"])
        #expect(eth0.receivedBytes == 570_694_510)
        #expect(eth0.receivedPackets == 24_066)
        #expect(eth0.receiveErrors == 1)
        #expect(eth0.receiveDrops == 2)
        #expect(eth0.sentBytes == 1_611_748)
        #expect(eth0.sentPackets == 18_562)
    }

    @Test(arguments: [
        "../../etc: 1 2 3 4 5 6 7 8 9 10", ": 1 2 3 4 5 6 7 8 9 10", "eth0: 1 2", "eth0: x 2 3 4 5 6 7 8 9 10", "eth0",
        "..: 1 2 3 4 5 6 7 8 9 10",
    ])
    func otherLinesAreLeftOut(line: String) {
        #expect(NetworkCounters.parse(netDev: "a\nb\n" + line).isEmpty)
    }
}

struct OperatingSystemTests {
    @Test func debian() {
        let system = OperatingSystem(osRelease: Fixture.osRelease)
        #expect(system.id == "debian")
        #expect(system.version == "12")
        #expect(system.name == "Debian GNU/Linux 12 (bookworm)")
    }

    @Test func nothing() {
        let system = OperatingSystem(osRelease: "")
        #expect([system.id, system.version, system.name] == ["linux", "", "Linux"])
        #expect(OperatingSystem(osRelease: #"NAME="a \"b\" \\ c""#).name == #"a "b" \ c"#)
        #expect(OperatingSystem(osRelease: "NAME=\"").name == "")
    }
}

/// Texts of any kind do no harm.
struct TextFuzzTests {
    private static let texts = [
        Fixture.stat, Fixture.processStat(), Fixture.meminfo, Fixture.status, Fixture.limits, Fixture.netDev,
        Fixture.mountinfo, Fixture.osRelease, Fixture.cpuinfo, Fixture.cgroupTwo, Fixture.cgroupOne,
        "0.1 0.2 0.3 1/2 3",
        "150000 100000",
    ]

    private func readAll(_ text: String) {
        let ticks = ProcessorTicks(stat: text)
        if let ticks {
            #expect(ProcessorTicks.busyRatio(from: ProcessorTicks(), to: ticks).map { (0...1).contains($0) } ?? true)
        }
        #expect((ProcessTicks(stat: text)?.threads ?? 0) >= 0)
        if let memory = MachineMemory(meminfo: text) { #expect(memory.available <= memory.total) }
        if let memory = ProcessMemory(status: text) { #expect(memory.peak >= memory.resident) }
        _ = ProcessMemory.proportional(smapsRollup: text)
        _ = DescriptorLimit.parse(limits: text)
        let network = NetworkCounters.parse(netDev: text)
        for name in network.keys { #expect(!name.utf8.contains(UInt8(ascii: "/"))) }
        _ = network.values.reduce(NetworkCounters(), +)
        let mounts = Mount.parse(mountinfo: text)
        _ = Mount.holding("/srv/my disk/inner", among: mounts)
        _ = OperatingSystem(osRelease: text)
        _ = ProcessorModel.name(cpuinfo: text)
        #expect((LoadAverage(loadavg: text)?.oneMinute ?? 0) >= 0)
        _ = Uptime.seconds(uptime: text)
        _ = ControlGroup.processors(cpuMax: text)
        _ = ControlGroup.limit(text)
        for controller in ["memory", "cpu"] as [Substring] {
            for folder in ControlGroup(of: controller, cgroup: text)?.folders ?? [] {
                #expect(folder.hasPrefix("/sys/fs/cgroup"))
                #expect(!folder.split(separator: "/").contains(".."))
            }
        }
    }

    @Test(arguments: UInt64(0)..<100) func flippedBitsAndCuts(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for text in Self.texts {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] ^=
                    1 << UInt8.random(in: 0...7, using: &generator)
            }
            readAll(String(decoding: bytes, as: UTF8.self))
            readAll(String(decoding: bytes.prefix(Int.random(in: 0...bytes.count, using: &generator)), as: UTF8.self))
        }
    }

    @Test(arguments: UInt64(0)..<100) func hugeAndOddNumbers(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let numbers = [
            "18446744073709551615", "-9223372036854775808", "99999999999999999999999", "1e400", "-1", "nan", "",
        ]
        for text in Self.texts {
            let words = text.split(separator: " ", omittingEmptySubsequences: false).map { word in
                Int.random(in: 0..<3, using: &generator) == 0
                    ? numbers.randomElement(using: &generator) ?? "" : String(word)
            }
            readAll(words.joined(separator: " "))
        }
    }
}
