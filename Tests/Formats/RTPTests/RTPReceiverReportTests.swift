import Media
import RTP
import TestKit
import Testing

/// What the receiver takes from RTCP, and what it says there.
struct RTPReceiverReportTests {
    private func receiver(likelySource: UInt32? = nil) -> RTPReceiver {
        RTPReceiver(
            payloadTypes: [96],
            clockRate: 90_000,
            transport: .tcp,
            likelySource: likelySource,
            ownSource: 0x0102_0304,
            canonicalName: "nightjar"
        )
    }

    private func at(_ milliseconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: milliseconds * 1_000_000) }

    private func take(_ sequence: UInt16, ssrc: UInt32 = 0xA, at milliseconds: Int64 = 0, _ receiver: inout RTPReceiver)
    {
        var bytes: [UInt8] = []
        let timestamp = UInt32(milliseconds * 90)
        RTPHeader(marker: true, payloadType: 96, sequence: sequence, timestamp: timestamp, ssrc: ssrc)
            .append(to: &bytes)
        _ = receiver.receive(bytes.span, arrival: at(milliseconds))
        while receiver.next(now: at(milliseconds)) != nil {}
    }

    private func report(
        of ssrc: UInt32,
        ntp: UInt64 = 0x1122_3344_5566_7788,
        at milliseconds: Int64 = 0,
        _ receiver: inout RTPReceiver
    ) {
        let report = RTCPSenderReport(
            ssrc: ssrc,
            time: CameraTime(ntp: ntp),
            timestamp: 4711,
            packetCount: 1,
            octetCount: 1
        )
        var bytes: [UInt8] = []
        RTCPWriter.append(report, canonicalName: "camera", to: &bytes)
        receiver.receive(control: bytes.span, arrival: at(milliseconds))
    }

    // MARK: In

    /// A Tapo C320WS reports on a source that sends nothing.
    @Test func row77SenderReportOfASourceThatSendsNothing() {
        var receiver = receiver()
        take(1, &receiver)
        report(of: 0xBAD, &receiver)
        report(of: 0xBAD, &receiver)
        #expect(receiver.senderClock == nil)
        #expect(receiver.counts.foreignReports == 2)
        report(of: 0xA, at: 20, &receiver)
        report(of: 0xBAD, ntp: 1, at: 30, &receiver)
        let clock = receiver.senderClock
        #expect(clock?.time == CameraTime(ntp: 0x1122_3344_5566_7788))
        #expect(clock?.timestamp == 4711 && clock?.arrival == at(20))
        take(2, &receiver)
        #expect(receiver.counts.newSources == 0)
    }

    @Test func row77AReportBeforeTheFirstPacketIsKeptForItsSource() {
        var early = receiver()
        report(of: 0xA, &early)
        #expect(early.senderClock == nil && early.counts.foreignReports == 0)
        take(1, &early)
        #expect(early.senderClock != nil)
        var foreign = receiver()
        report(of: 0xBAD, &foreign)
        take(1, &foreign)
        #expect(foreign.senderClock == nil && foreign.counts.foreignReports == 1)
    }

    @Test func aNewSourceHasAClockOfItsOwn() {
        var receiver = receiver(likelySource: 0xB)
        take(1, &receiver)
        report(of: 0xA, &receiver)
        #expect(receiver.senderClock != nil)
        take(1, ssrc: 0xB, &receiver)
        #expect(receiver.senderClock == nil)
        report(of: 0xB, ntp: 7 << 32, &receiver)
        #expect(receiver.senderClock?.time == CameraTime(ntp: 7 << 32))
    }

    @Test func aSenderWithoutAClockTellsNoTime() {
        var receiver = receiver()
        take(1, &receiver)
        report(of: 0xA, ntp: 0, &receiver)
        #expect(receiver.senderClock == nil)
    }

    @Test func row117ALeapInTheReportsMovesOnlyTheCamerasClock() {
        var receiver = receiver()
        take(1, &receiver)
        report(of: 0xA, ntp: 100 << 32, at: 10, &receiver)
        report(of: 0xA, ntp: 90_000 << 32, at: 20, &receiver)
        #expect(receiver.senderClock?.time == CameraTime(ntp: 90_000 << 32))
        take(2, &receiver)
        #expect(receiver.counts.restarts == 0 && receiver.counts.newSources == 0 && receiver.counts.lost == 0)
    }

    // MARK: Out

    @Test func beforeTheFirstPacketAReportIsEmptyButWhole() throws {
        var generator = SeededGenerator(seed: 1)
        var receiver = receiver()
        let bytes = receiver.receiverReport(now: at(0), using: &generator)
        #expect(
            try RTCPPacket.parse(bytes.span) == [
                .receiverReport(RTCPReceiverReport(ssrc: 0x0102_0304, blocks: [])),
                .canonicalName(ssrc: 0x0102_0304, name: "nightjar"),
            ]
        )
        #expect(bytes.prefix(8) == [0x80, 201, 0, 1, 1, 2, 3, 4])
        #expect(bytes.count == 8 + 20)
    }

    @Test func aReportSaysHowTheSourceIsReceived() throws {
        var generator = SeededGenerator(seed: 1)
        var receiver = receiver()
        for sequence in [65_534, 65_535, 1, 2] as [UInt16] { take(sequence, at: 40, &receiver) }
        report(of: 0xA, at: 1000, &receiver)
        let parts = try RTCPPacket.parse(receiver.receiverReport(now: at(2500), using: &generator).span)
        guard case .receiverReport(let report) = parts.first, let block = report.blocks.first else {
            Issue.record("no block")
            return
        }
        #expect(report.blocks.count == 1 && block.ssrc == 0xA)
        #expect(block.reception.highestSequence == 0x1_0002)
        #expect(block.reception.cumulativeLost == 1)
        #expect(block.reception.fractionLost == 256 / 5)
        #expect(block.lastSenderReport == 0x3344_5566)
        #expect(block.delaySinceLastSenderReport == 98_304)
        // The fraction is that since the last.
        let next = try RTCPPacket.parse(receiver.receiverReport(now: at(6000), using: &generator).span)
        guard case .receiverReport(let later) = next.first else { return }
        #expect(later.blocks.first?.reception.fractionLost == 0)
    }

    @Test func reportsAreDueOftenEnoughForEveryCamera() {
        var generator = SeededGenerator(seed: 5)
        var receiver = receiver()
        #expect(receiver.isReportDue(now: at(0)))
        var intervals: [Int64] = []
        var now: Int64 = 0
        for _ in 0..<500 {
            _ = receiver.receiverReport(now: at(now), using: &generator)
            guard let next = receiver.nextReport else { return }
            #expect(!receiver.isReportDue(now: at(now)) && receiver.isReportDue(now: next))
            let interval = next.nanoseconds / 1_000_000 - now
            intervals.append(interval)
            now += interval
        }
        // With a second for a caller that looks once a second: five.
        #expect(intervals.allSatisfy { (2000...4000).contains($0) })
        #expect(Set(intervals).count > 300)
    }
}
