import Media
import Synchronization
import Testing

@testable import Machine

struct MachineSamplerTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
    private let files = ToldFiles(Fixture.machine)

    private func sampler() -> MachineSampler { MachineSampler(reader: MachineReader(files: files)) }

    @Test func atMostOneReadingASecond() {
        let sampler = sampler()
        let first = sampler.sample(now: start)
        #expect(first.rates == nil)
        let reads = files.reads.load(ordering: .relaxed)
        #expect(reads > 0)
        files.tell("/proc/loadavg", "9 9 9")
        #expect(sampler.sample(now: start + .milliseconds(999)) == first)
        // Two who ask at once need not come in the order of their clocks.
        #expect(sampler.sample(now: start + .milliseconds(-5)) == first)
        #expect(files.reads.load(ordering: .relaxed) == reads)
        #expect(sampler.sample(now: start + .seconds(1)).reading.load?.oneMinute == 9)
        #expect(files.reads.load(ordering: .relaxed) > reads)
    }

    @Test func workersAreAskedForOnlyWhenTheyAreRead() {
        let sampler = sampler()
        let asked = Atomic(0)
        func workers() -> [WorkerProcess] {
            asked.add(1, ordering: .relaxed)
            return []
        }
        _ = sampler.sample(now: start, workers: workers())
        _ = sampler.sample(now: start, workers: workers())
        #expect(asked.load(ordering: .relaxed) == 1)
    }

    @Test func ratesBetweenTwoReadings() throws {
        let worker = WorkerProcess(name: "decoder", pid: 900)
        let ticks = MachineConstants.ticksPerSecond
        files.tell("/proc/stat", "cpu  0 0 0 0\n")
        files.tell("/proc/900/stat", Fixture.processStat(pid: 900, user: 0, system: 0))
        let sampler = sampler()
        _ = sampler.sample(now: start, workers: [worker])
        files.tell("/proc/stat", "cpu  30 0 0 90\n")
        files.tell("/proc/self/stat", Fixture.processStat(user: 700 + ticks, system: 300))
        files.tell("/proc/900/stat", Fixture.processStat(pid: 900, user: 0, system: 4 * ticks))
        files.tell("/proc/net/dev", Fixture.netDev.replacing("eth0:570694510", with: "eth0:570698510"))
        let rates = try #require(sampler.sample(now: start + .seconds(2), workers: [worker]).rates)
        #expect(rates.interval == .seconds(2))
        #expect(rates.busyRatio == 0.25)
        #expect(rates.ownProcessors == 0.5)
        #expect(rates.workerProcessors == ["decoder": 2])
        #expect(rates.receivedBytesPerSecond == 2000)
        #expect(rates.sentBytesPerSecond == 0)
    }

    @Test func aWorkerThatWasStartedAnewHasNoRate() throws {
        let sampler = sampler()
        files.tell("/proc/900/stat", Fixture.processStat(pid: 900, user: 5))
        _ = sampler.sample(now: start, workers: [.init(name: "w", pid: 900)])
        files.tell("/proc/900/stat", Fixture.processStat(pid: 900, user: 90, start: 6000))
        let sample = sampler.sample(now: start + .seconds(1), workers: [.init(name: "w", pid: 900)])
        #expect(sample.reading.workers["w"] != nil)
        #expect(sample.rates?.workerProcessors == [:])
    }

    @Test func countersThatBeginAnewAreNoTraffic() throws {
        let sampler = sampler()
        _ = sampler.sample(now: start)
        files.tell("/proc/net/dev", Fixture.netDev.replacing("eth0:570694510", with: "eth0:5"))
        let rates = try #require(sampler.sample(now: start + .seconds(1)).rates)
        #expect(rates.receivedBytesPerSecond == 0)
        // A card that was plugged in brings its past along.
        files.tell("/sys/class/net/docker0/device", "")
        let later = try #require(sampler.sample(now: start + .seconds(2)).rates)
        #expect(later.receivedBytesPerSecond == 0)
    }
}
