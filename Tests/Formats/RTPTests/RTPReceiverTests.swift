import Media
import Testing

@testable import RTP

struct RTPReceiverTests {
    // MARK: Payload types

    /// A Geovision GV-EBD4701: after every key frame a packet of type 50 with the sequence number of the next.
    @Test(arguments: [RTPReceiver.Transport.tcp, .udp])
    func row75ForeignPayloadTypeWithTheSequenceNumberOfAnother(transport: RTPReceiver.Transport) {
        var reception = Reception(transport)
        #expect(reception.take([1, 2]) == Reception.plain([1, 2]))
        for sequence in 3...50 as ClosedRange<UInt16> {
            #expect(reception.take(packet: Reception.packet(sequence, type: 50)) == [])
            #expect(reception.take([sequence]) == Reception.plain([sequence]))
        }
        #expect(reception.receiver.counts.foreignPayloadTypes == 48)
        #expect(reception.receiver.counts.received == 50)
        #expect(reception.receiver.counts.duplicates == 0)
    }

    @Test func row75ForeignPayloadTypesDoNotTouchTheSource() {
        var reception = Reception()
        #expect(reception.take(packet: Reception.packet(9, ssrc: 0xBAD, type: 50)) == [])
        #expect(reception.receiver.source == nil)
        #expect(reception.take([1]) == Reception.plain([1]))
        for sequence in 0..<10 as Range<UInt16> {
            _ = reception.take(packet: Reception.packet(sequence, ssrc: 0xBAD, type: 0))
        }
        #expect(reception.take([2]) == Reception.plain([2]))
        #expect(reception.receiver.counts.newSources == 0 && reception.receiver.counts.foreignSources == 0)
    }

    @Test func row75ATrackMayHaveSeveralPayloadTypes() {
        var reception = Reception(types: [0, 97, 127, 200])
        #expect(reception.take(packet: Reception.packet(1, type: 97)).count == 1)
        #expect(reception.take(packet: Reception.packet(2, type: 0)).count == 1)
        #expect(reception.take(packet: Reception.packet(3, type: 127)).count == 1)
        #expect(reception.take(packet: Reception.packet(4, type: 72)).isEmpty)
        #expect(reception.take(packet: Reception.packet(4, type: 96)).isEmpty)
        #expect(reception.take([4]).isEmpty)
    }

    // MARK: Sources

    @Test(arguments: [RTPReceiver.Transport.tcp, .udp])
    func row76ThreePacketsInARowMakeANewSource(transport: RTPReceiver.Transport) {
        var reception = Reception(transport)
        _ = reception.take([1, 2, 3])
        // One and two are an accident; the current source's own packets say so.
        #expect(reception.take([500], ssrc: 0xB) == [])
        #expect(reception.take([4]) == Reception.plain([4]))
        #expect(reception.take([501, 502], ssrc: 0xB) == [])
        #expect(reception.take([5]) == Reception.plain([5]))
        #expect(reception.receiver.counts.foreignSources == 3)
        // With the third, none of the three is lost: among them may be the parameter sets.
        #expect(reception.take([40_000, 40_001], ssrc: 0xB) == [])
        #expect(reception.take([40_002], ssrc: 0xB) == Reception.fresh([40_000, 40_001, 40_002], ssrc: 0xB))
        #expect(reception.take([40_003], ssrc: 0xB) == Reception.plain([40_003], ssrc: 0xB))
        #expect(reception.receiver.source == 0xB)
        #expect(reception.receiver.counts.newSources == 1 && reception.receiver.counts.lost == 0)
        #expect(reception.receiver.counts.foreignSources == 3)
    }

    /// The first packet of some cameras is still the last client's.
    @Test func row76TheFirstPacketsOfAnotherSource() {
        var reception = Reception()
        #expect(reception.take([9], ssrc: 0xB) == Reception.plain([9], ssrc: 0xB))
        #expect(reception.take([1, 2, 3, 4]) == Reception.fresh([1, 2, 3], ssrc: 0xA) + Reception.plain([4]))
    }

    @Test func row76AfterGoodbyeAnotherSourceCountsAtOnce() {
        var reception = Reception()
        _ = reception.take([1, 2])
        reception.receiver.receive(control: Reception.goodbye([0xC]).span, arrival: reception.now)
        #expect(!reception.receiver.hasLeft)
        reception.receiver.receive(control: Reception.goodbye([0xC, 0xA]).span, arrival: reception.now)
        #expect(reception.receiver.hasLeft)
        #expect(reception.take([7], ssrc: 0xB) == Reception.fresh([7], ssrc: 0xB))
        #expect(!reception.receiver.hasLeft)
    }

    @Test func row76AGoodbyeThatWasNoneChangesNothing() {
        var reception = Reception()
        _ = reception.take([1, 2])
        reception.receiver.receive(control: Reception.goodbye([0xA]).span, arrival: reception.now)
        #expect(reception.take([3]) == Reception.plain([3]))
        #expect(reception.take([8], ssrc: 0xB) == [])
    }

    @Test func row76TheSourceOfTheTransportHeaderIsAHint() {
        // Untrue: nothing comes of it.
        var wrong = Reception(likelySource: 0xF)
        #expect(wrong.take([1, 2]) == Reception.plain([1, 2]))
        // True, but something else came first: its first packet is enough, once.
        var right = Reception(likelySource: 0xB)
        #expect(right.take([1]) == Reception.plain([1]))
        #expect(right.take([70], ssrc: 0xB) == Reception.fresh([70], ssrc: 0xB))
        #expect(right.take([2]) == [])
        #expect(right.take([71], ssrc: 0xB) == Reception.plain([71], ssrc: 0xB))
        #expect(right.receiver.likelySource == nil)
    }

    /// A stale session's stream on our connection: bursts of the two take turns, and must not make an epoch of each.
    @Test func row76TwoStreamsThatTakeTurns() {
        var reception = Reception()
        var next: (a: UInt16, b: UInt16) = (0, 30_000)
        for _ in 0..<50 {
            for _ in 0..<10 {
                _ = reception.take([next.a])
                next.a += 1
            }
            for _ in 0..<10 {
                _ = reception.take([next.b], ssrc: 0xB)
                next.b += 1
            }
            reception.milliseconds += 40
        }
        #expect(reception.receiver.counts.newSources == 1)
        // Once the other is silent for good, the first may come back.
        reception.milliseconds += 1000
        #expect(reception.take([1000, 1001, 1002]).last?.sequence == 1002)
        #expect(reception.receiver.source == 0xA)
    }

    // MARK: Sequence

    @Test func row78DatagramsAreReordered() {
        var reception = Reception(.udp)
        #expect(reception.take([65_534, 0, 1]) == Reception.plain([65_534]))
        #expect(reception.take([65_535]) == Reception.plain([65_535, 0, 1]))
        #expect(reception.take([1, 0]) == [])
        // The gap is given up after 50 ms, without a packet.
        #expect(reception.take([4]) == [])
        #expect(reception.receiver.deadline == MonotonicTime(nanoseconds: 50_000_000))
        reception.milliseconds = 50
        #expect(reception.pull() == [.init(sequence: 4, ssrc: 0xA, isAfterLoss: true)])
        #expect(reception.take([3]) == [])
        let counts = reception.receiver.counts
        #expect(counts.duplicates == 2 && counts.late == 1 && counts.lostOnTheWay == 1 && counts.lostAtCamera == 0)
    }

    @Test(arguments: [RTPReceiver.Transport.tcp, .udp])
    func row78ASenderThatBeginsAnewLosesNothing(transport: RTPReceiver.Transport) {
        var reception = Reception(transport)
        _ = reception.take([30_000, 30_001])
        #expect(reception.take([5]) == [])
        #expect(
            reception.take([6, 7]) == [
                .init(sequence: 5, ssrc: 0xA, isAfterLoss: true), .init(sequence: 6, ssrc: 0xA),
                .init(sequence: 7, ssrc: 0xA),
            ]
        )
        // One that is far off and alone is passed over.
        #expect(reception.take([20_000, 8]) == Reception.plain([8]))
        #expect(reception.receiver.counts.restarts == 1 && reception.receiver.counts.strays == 1)
    }

    @Test func row78MoreThan64OldOnesAreAReset() {
        var reception = Reception(.udp)
        _ = reception.take(Array(1000...1100))
        let used = reception.take(Array(1005...1090))
        #expect(used.map(\.sequence) == Array(1069...1090))
        #expect(used[0].isAfterLoss && !used[1].isAfterLoss)
    }

    @Test func row79GapsOnTCPAreTheCameras() {
        var reception = Reception(.tcp)
        #expect(reception.take([1, 4]).last == .init(sequence: 4, ssrc: 0xA, isAfterLoss: true))
        #expect(reception.receiver.counts.lostAtCamera == 2 && reception.receiver.counts.lostOnTheWay == 0)
        // Unless it was we who lost the frames of the connection.
        reception.receiver.noteSkippedBytes()
        #expect(reception.take([10, 12]).map(\.isAfterLoss) == [true, true])
        #expect(reception.receiver.counts.lostAtCamera == 3 && reception.receiver.counts.lostOnTheWay == 5)
    }

    @Test func row79GapsOnUDPAreTheNetworks() {
        var reception = Reception(.udp)
        _ = reception.take([1, 4])
        reception.milliseconds = 50
        #expect(reception.pull().count == 1)
        #expect(reception.receiver.counts.lostAtCamera == 0 && reception.receiver.counts.lostOnTheWay == 2)
    }

    @Test func packetsThatAreNoneAreCounted() {
        var reception = Reception()
        #expect(reception.receiver.receive([0x80, 96, 0].span, arrival: reception.now) == .drop(.malformed))
        #expect(reception.take(packet: [UInt8](repeating: 0, count: 40)) == [])
        reception.receiver.receive(control: [1, 2, 3].span, arrival: reception.now)
        #expect(reception.receiver.counts.malformed == 3)
    }
}
