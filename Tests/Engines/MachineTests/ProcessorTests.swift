import Media
import Testing

@testable import Machine

struct ProcessorTests {
    @Test func ticksByKind() throws {
        let ticks = try #require(ProcessorTicks(stat: Fixture.stat))
        #expect(ticks.user == 2_680_877)
        #expect(ticks.nice == 343_730)
        #expect(ticks.system == 251_329)
        #expect(ticks.idle == 2_066_099)
        #expect(ticks.ioWait == 16_195)
        #expect(ticks.interrupts == 10)
        #expect(ticks.softInterrupts == 6535)
        #expect(ticks.stolen == 48_310)
        #expect(ticks.processors == 2)
        // Guests' time (7 and 8) is in the user's already.
        #expect(ticks.total == 2_680_877 + 343_730 + 251_329 + 2_066_099 + 16_195 + 10 + 6535 + 48_310)
    }

    @Test(arguments: ["", "cpu0 1 2 3 4\n", "cpu  1 2 3\n", "cpux 1 2 3 4"]) func otherTextsAreNone(text: String) {
        #expect(ProcessorTicks(stat: text) == nil)
    }

    @Test func theSumHasABound() throws {
        let ticks = try #require(ProcessorTicks(stat: "cpu  18446744073709551615 5 5 5\n"))
        #expect(ticks.total == .max)
    }

    @Test func theRatioIsOfTheTimeBetween() throws {
        let earlier = try #require(ProcessorTicks(stat: "cpu  100 0 100 800 50 0 0 0\n"))
        var later = earlier
        later.user += 30
        later.stolen += 10
        later.idle += 60
        // Waiting for disks is said to fall now and then.
        later.ioWait -= 20
        #expect(ProcessorTicks.busyRatio(from: earlier, to: later) == 0.4)
        #expect(ProcessorTicks.busyRatio(from: earlier, to: earlier) == nil)
        // Only what has grown counts, here the waiting.
        #expect(ProcessorTicks.busyRatio(from: later, to: earlier) == 0)
    }

    @Test(arguments: ["nightjar", "a b", "we) R 1 (ird", "x\ny", ""]) func aProcessByAnyName(name: String) throws {
        let ticks = try #require(ProcessTicks(stat: Fixture.processStat(name: name)))
        #expect(ticks.pid == 812)
        #expect(ticks.parent == 1)
        #expect(ticks.user == 700)
        #expect(ticks.system == 300)
        #expect(ticks.total == 1000)
        #expect(ticks.threads == 14)
        #expect(ticks.start == 5000)
        #expect(ticks.residentPages == 413)
    }

    @Test(arguments: ["", "812", "812 (x)", "812 )x( S 1", "812 (x) S 1 2 3", "x (x) S"]) func noProcess(text: String) {
        #expect(ProcessTicks(stat: text) == nil)
    }

    @Test func theModel() {
        #expect(ProcessorModel.name(cpuinfo: Fixture.cpuinfo) == "Intel(R) Xeon(R) Processor @ 2.90GHz")
        #expect(ProcessorModel.name(cpuinfo: "processor : 0\nHardware\t: BCM2835\n") == "BCM2835")
        #expect(ProcessorModel.name(cpuinfo: "processor : 0\n") == nil)
    }

    @Test func theLoad() throws {
        let load = try #require(LoadAverage(loadavg: "0.28 0.43 1.85 2/345 11928\n"))
        #expect([load.oneMinute, load.fiveMinutes, load.fifteenMinutes] == [0.28, 0.43, 1.85])
        for text in ["", "1 2", "1 2 x", "nan 1 1", "-1 1 1", "inf 1 1"] { #expect(LoadAverage(loadavg: text) == nil) }
        #expect(Uptime.seconds(uptime: "27494.37 20660.99\n") == 27494.37)
        for text in ["", "x", "nan 1", "-1 1"] { #expect(Uptime.seconds(uptime: text) == nil) }
    }
}
