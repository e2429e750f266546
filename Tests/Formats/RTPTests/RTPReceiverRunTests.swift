import Media
import TestKit
import Testing

@testable import RTP

/// Long and random runs through the whole reception.
struct RTPReceiverRunTests {
    /// Over many wraps of 16 bits and one of 32, with losses, copies, foreign types and other sources: exactly what was
    /// sent and not lost comes out, in order, and its times are right.
    @Test(arguments: [1, 4, 7], [RTPReceiver.Transport.tcp, .udp])
    func row80ThirteenHoursOfPackets(perPicture: Int, transport: RTPReceiver.Transport) {
        var generator = SeededGenerator(seed: UInt64(perPicture))
        var reception = Reception(transport)
        var timeline = TimestampTimeline(clockRate: 90_000)
        // Pictures as many as the machine can take, spread over more than one wrap (13.25 h).
        let pictures = 20_000
        let step: Int64 = (Int64(1) << 32 + 90_000 * 3600) / Int64(pictures)
        var number = 65_000
        var sent: [(sequence: UInt16, isAfterLoss: Bool)] = []
        var used: [Reception.Used] = []
        var lost = 0
        var wrong = 0
        var gap = false
        for picture in 0..<Int64(pictures) {
            reception.milliseconds = picture * step / 90
            let timestamp = UInt32(truncatingIfNeeded: 0xF000_0000 + picture * step)
            for _ in 0..<perPicture {
                defer { number += 1 }
                let sequence = UInt16(truncatingIfNeeded: number)
                let dice = Int.random(in: 0..<1000, using: &generator)
                if dice == 0, picture > 0 {
                    lost += 1
                    gap = true
                    continue
                }
                if dice == 1 { used += reception.take(packet: Reception.packet(sequence, type: 50)) }
                if dice == 2 { used += reception.take(packet: Reception.packet(sequence, ssrc: 0xB)) }
                sent.append((sequence, gap))
                gap = false
                used += reception.take(packet: Reception.packet(sequence, timestamp: timestamp))
                if dice == 3 { used += reception.take(packet: Reception.packet(sequence, timestamp: timestamp)) }
            }
            let point = timeline.place(timestamp, arrival: reception.now)
            if point != .init(ticks: MediaTicks(picture * step), continuity: .continuous) { wrong += 1 }
        }
        reception.milliseconds += 50
        used += reception.pull()
        #expect(wrong == 0)
        let firstWrong = zip(used, sent).enumerated().first { index, pair in
            pair.0.sequence != pair.1.sequence || pair.0.isAfterLoss != pair.1.isAfterLoss
        }
        #expect(firstWrong == nil)
        #expect(used.count == sent.count)
        #expect(used.allSatisfy { !$0.isNewSource })
        #expect(lost > 0 && reception.receiver.counts.lost >= lost - 1 && reception.receiver.counts.lost <= lost)
    }

    /// Any bytes, in any order: no crash, no growth, and what is let through is of an agreed type and one source.
    @Test(arguments: [0, 1, 2, 3] as [UInt64], [RTPReceiver.Transport.tcp, .udp])
    func anyPacketsAtAll(seed: UInt64, transport: RTPReceiver.Transport) {
        var generator = SeededGenerator(seed: seed)
        var reception = Reception(transport)
        var current: UInt32?
        var wrong = 0
        var count = 0
        for _ in 0..<20_000 {
            reception.milliseconds += Int64.random(in: 0...20, using: &generator)
            var bytes = Reception.packet(
                UInt16.random(in: 0...300, using: &generator) &* 251,
                ssrc: UInt32.random(in: 0...2, using: &generator),
                type: Int.random(in: 0..<5, using: &generator) == 0 ? 50 : 96,
                timestamp: UInt32.random(in: 0...UInt32.max, using: &generator)
            )
            if Int.random(in: 0..<10, using: &generator) == 0 {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^=
                    1 << UInt8.random(in: 0..<8, using: &generator)
            }
            if Int.random(in: 0..<50, using: &generator) == 0 { bytes.removeLast(8) }
            if Int.random(in: 0..<100, using: &generator) == 0 {
                let goodbye = Reception.goodbye([UInt32.random(in: 0...2, using: &generator)])
                reception.receiver.receive(control: goodbye.span, arrival: reception.now)
            }
            for used in reception.take(packet: bytes) {
                count += 1
                if let current, used.ssrc != current, !used.isNewSource { wrong += 1 }
                if used.isNewSource && !used.isAfterLoss { wrong += 1 }
                current = used.ssrc
            }
            if Int.random(in: 0..<500, using: &generator) == 0 {
                _ = reception.receiver.receiverReport(now: reception.now, using: &generator)
            }
        }
        #expect(wrong == 0)
        #expect(count > 500)
        #expect(reception.receiver.counts.lost >= 0 && reception.receiver.counts.newSources > 0)
    }
}
