import Media
import Testing

@testable import Machine

struct MemoryTests {
    @Test func ofTheMachine() throws {
        let memory = try #require(MachineMemory(meminfo: Fixture.meminfo))
        #expect(memory.total == 24_684_096 * 1024)
        #expect(memory.free == 23_081_892 * 1024)
        #expect(memory.available == 24_027_668 * 1024)
        #expect(memory.swapTotal == 1_048_576 * 1024)
        #expect(memory.swapFree == 1_000_000 * 1024)
    }

    @Test func oldKernelsDoNotSayWhatIsAvailable() throws {
        let memory = try #require(
            MachineMemory(meminfo: "MemTotal: 100 kB\nMemFree: 10 kB\nBuffers: 5 kB\nCached: 20 kB\n")
        )
        #expect(memory.available == 35 * 1024)
        let odd = try #require(
            MachineMemory(meminfo: "MemTotal: 100 kB\nMemFree: 90 kB\nCached: 50 kB\nSwapFree: 7 kB\n")
        )
        #expect(odd.available == 100 * 1024)
        #expect(odd.swapFree == 0)
    }

    @Test(arguments: [
        "", "MemFree: 1 kB", "MemTotal: x kB", "MemTotal: 0 kB", "MemTotal: 1 MB", "MemTotal: 18446744073709551615 kB",
    ])
    func otherTextsAreNone(text: String) { #expect(MachineMemory(meminfo: text) == nil) }

    @Test func ofAProcess() throws {
        let memory = try #require(ProcessMemory(status: Fixture.status))
        #expect(memory.resident == 1500 * 1024)
        #expect(memory.peak == 1768 * 1024)
        #expect(memory.threads == 14)
        #expect(memory.proportional == nil)
        // A process that has ended, but was not waited for.
        #expect(ProcessMemory(status: "Name:\tx\nState:\tZ (zombie)\nThreads:\t1\n") == nil)
    }

    @Test func openFiles() {
        #expect(DescriptorLimit.parse(limits: Fixture.limits) == 1024)
        #expect(
            DescriptorLimit.parse(limits: "Max open files            unlimited            unlimited            files")
                == nil
        )
        #expect(DescriptorLimit.parse(limits: "") == nil)
    }
}

struct ControlGroupTests {
    @Test func ofTheSecondVersion() throws {
        for controller in ["memory", "cpu"] as [Substring] {
            let group = try #require(ControlGroup(of: controller, cgroup: Fixture.cgroupTwo))
            #expect(group.version == .two)
            #expect(
                group.folders == [
                    "/sys/fs/cgroup/system.slice/nightjar.service", "/sys/fs/cgroup/system.slice", "/sys/fs/cgroup",
                ]
            )
        }
    }

    @Test func ofTheFirstVersion() throws {
        let memory = try #require(ControlGroup(of: "memory", cgroup: Fixture.cgroupOne))
        #expect(memory.version == .one)
        #expect(
            memory.folders == [
                "/sys/fs/cgroup/memory/box/inner", "/sys/fs/cgroup/memory/box", "/sys/fs/cgroup/memory",
            ]
        )
        #expect(ControlGroup(of: "cpu", cgroup: Fixture.cgroupOne)?.folders.first == "/sys/fs/cgroup/cpu/box")
        #expect(ControlGroup(of: "memory", cgroup: "9:name=systemd:/\n") == nil)
    }

    @Test func aPathOutsideOfTheNameSpaceIsTheRoot() throws {
        #expect(ControlGroup(of: "memory", cgroup: "0::/../../x\n")?.folders == ["/sys/fs/cgroup"])
        let long = "0::" + String(repeating: "/a", count: 5000)
        #expect(ControlGroup(of: "memory", cgroup: long)?.folders == ["/sys/fs/cgroup"])
        #expect(ControlGroup(of: "memory", cgroup: "0::relative\nx\n::\n") == nil)
    }

    @Test func limits() {
        #expect(ControlGroup.limit("1073741824\n") == 1 << 30)
        #expect(ControlGroup.limit("max\n") == nil)
        #expect(ControlGroup.limit("9223372036854771712\n") == nil)
        #expect(ControlGroup.limit("") == nil)
        #expect(ControlGroup.processors(cpuMax: "150000 100000\n") == 1.5)
        for text in ["max 100000\n", "", "1", "0 1", "1 0", "-1 100000", "1 2 3"] {
            #expect(ControlGroup.processors(cpuMax: text) == nil)
        }
        #expect(ControlGroup.processors(quota: "-1\n", period: "100000\n") == nil)
        #expect(ControlGroup.processors(quota: "50000\n", period: "100000\n") == 0.5)
    }
}
