import Media
import Testing

@testable import RTSP

/// What one session teaches the next.
struct RTSPMemoryTests {
    private static let methods = "OPTIONS, GET_PARAMETER, SET_PARAMETER"

    /// A session that gets one keep-alive and dies so long after it.
    private func session(
        _ memory: RTSPMemory,
        methods: String = methods,
        diesAfter interval: Duration
    ) throws -> CameraDialogue {
        var camera = try CameraDialogue(memory: memory)
        try camera.play(methods: methods)
        try camera.wait(camera.session.keepAliveInterval)
        camera.session.died(lastMedia: camera.now + interval)
        return camera
    }

    @Test func row115AfterTwoDeathsTheMethodChanges() throws {
        let first = try session(RTSPMemory(), diesAfter: .seconds(1))
        #expect(first.session.memory.keepAliveDeaths == 1)
        #expect(first.session.oddities[.keepAliveEndsStream] == 1)
        let second = try session(first.session.memory, diesAfter: .seconds(1))
        #expect(second.sent?.method == .setParameter)
        #expect(second.session.memory == RTSPMemory(refusedMethods: [.setParameter]))
        let third = try session(second.session.memory, diesAfter: .seconds(1))
        #expect(third.sent?.method == .getParameter)
    }

    @Test func row115ThenThePeriodIsLengthened() throws {
        var memory = RTSPMemory()
        var used: [RTSPMethod] = []
        var periods: [Int64] = []
        for _ in 0..<10 {
            let camera = try session(memory, diesAfter: .milliseconds(100))
            used.append(try #require(camera.sent?.method))
            memory = camera.session.memory
            periods.append(memory.keepAlivePeriod(timeout: .seconds(60)).components.seconds)
        }
        let options = [RTSPMethod](repeating: .options, count: 6)
        #expect(used == [.setParameter, .setParameter, .getParameter, .getParameter] + options)
        #expect(periods == [25, 25, 25, 25, 25, 50, 50, 100, 100, 200])
        for _ in 0..<40 { memory = try session(memory, diesAfter: .zero).session.memory }
        #expect(memory.keepAlivePeriod(timeout: .seconds(60)) == .seconds(25 * 64))
        #expect(memory.keepAlivePeriod(timeout: .seconds(3600)) == .seconds(25 * 64))
    }

    @Test func row115ADeathForAnotherReasonBreaksTheRow() throws {
        let first = try session(RTSPMemory(), diesAfter: .seconds(1))
        let other = try session(first.session.memory, diesAfter: .seconds(6))
        #expect(other.session.memory == RTSPMemory())
        #expect(other.session.oddities[.keepAliveEndsStream] == nil)
    }

    @Test func row115TheLastPacketCountsNotTheNotice() throws {
        var camera = try CameraDialogue()
        try camera.play(methods: Self.methods, session: "1;timeout=8")
        for _ in 0..<5 { try camera.wait(.seconds(4)) }
        // The media ended before the newest two keep-alives, just after another.
        camera.session.died(lastMedia: camera.now + .seconds(-7))
        #expect(camera.session.memory.keepAliveDeaths == 1)
        // It dies once.
        camera.session.died(lastMedia: camera.now + .seconds(-7))
        #expect(camera.session.memory.keepAliveDeaths == 1)
        // Without media, or before the first keep-alive, nothing is learned.
        var silent = try CameraDialogue(memory: RTSPMemory(keepAliveDeaths: 1))
        try silent.play()
        silent.session.died(lastMedia: nil)
        #expect(silent.session.memory.keepAliveDeaths == 1)
        silent.session.died(lastMedia: silent.now + .seconds(1))
        #expect(silent.session.memory.keepAliveDeaths == 0)
    }

    @Test func row115APeriodThatLetsTheSessionExpireWasTooLong() throws {
        var camera = try CameraDialogue(memory: RTSPMemory(keepAliveStretch: 4))
        try camera.play()
        #expect(camera.session.nextDeadline == camera.now + .seconds(100))
        camera.session.died(lastMedia: camera.now + .seconds(60))
        #expect(camera.session.memory.keepAliveStretch == 2)
        var other = try CameraDialogue(memory: RTSPMemory(keepAliveStretch: 4))
        try other.play()
        other.session.died(lastMedia: other.now + .seconds(30))
        #expect(other.session.memory.keepAliveStretch == 4)
    }

    @Test func valuesFromAnywhereAreNoDanger() {
        for stretch in [Int.min, -1, 0, 1, Int.max] {
            var memory = RTSPMemory(keepAliveStretch: stretch, keepAliveDeaths: 5)
            for seconds in [0, 1, 60, 3600] {
                let period = memory.keepAlivePeriod(timeout: .seconds(seconds))
                #expect(period >= .seconds(1) && period <= .seconds(3600))
            }
            memory.diedAfterKeepAlive(.options)
            memory.diedOtherwise(hadExpired: true)
            #expect((1...64).contains(memory.keepAliveStretch))
        }
    }

    @Test func everyOddityIsASentence() {
        let sentences = RTSPOddity.allCases.map(\.description)
        #expect(Set(sentences).count == sentences.count)
        #expect(sentences.allSatisfy { $0.hasPrefix("It") && $0.hasSuffix(".") })
    }
}
