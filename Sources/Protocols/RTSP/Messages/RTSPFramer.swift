/// Cuts what arrives on an RTSP connection into interleaved frames and messages.
///
/// Feed each read as a span and call ``next(in:)`` with it until it answers nil. A frame that lies whole in a read is
/// not copied; only the unfinished end of a read is, and is completed by the next one. Always go on until nil: a read that
/// is left halfway would be taken up in the middle of the next one.
///
/// A sender that lost its step (live555 before 2013 forgot the rest of a partial write) is followed by looking for the
/// next packet that can be one of the expected tracks, or the next message. Give each ``RTSPInput/skipped(_:)`` to
/// ``RTSPClientSession/lostStep(now:)``, which knows when it is enough.
package struct RTSPFramer: Sendable {
    /// How often, and by how many bytes in all, the stream was out of step.
    package private(set) var timesOutOfStep = 0
    package private(set) var skippedBytes = 0

    /// Frames on channels that belong to no expected track, by channel. Only the first of each was handed out.
    package private(set) var foreignFrames: [UInt8: Int] = [:]

    private var scanner = RTSPScanner()
    private var position = 0
    private var residue: [UInt8] = []
    private var residueStart = 0
    /// Bytes of the residue without which there is nothing new to see in it.
    private var awaited = 0
    private var failure: RTSPFramingError?

    package init() {}

    /// The tracks that were set up, to be told with each ``RTSPClientAction/granted(_:)``. A frame on any other channel
    /// is foreign from then on, and one that no track can have sent is only taken where it ends in step.
    package mutating func expect(_ tracks: [RTSPTrack]) {
        scanner.packets = RTSPExpectedPackets(tracks)
        for channel in foreignFrames.keys where scanner.packets.knows(channel) {
            foreignFrames[channel] = nil
        }
    }

    /// Bytes that wait for the rest of their frame or message.
    var heldBytes: Int { residue.count }

    /// The next frame or message of `input`; nil when all of it is consumed. After an error there is nothing but that.
    package mutating func next(in input: Span<UInt8>) throws(RTSPFramingError) -> RTSPInput? {
        if let failure { throw failure }
        do throws(RTSPFramingError) {
            return try advance(in: input)
        } catch {
            failure = error
            residue = []
            throw error
        }
    }

    private mutating func advance(in input: Span<UInt8>) throws(RTSPFramingError) -> RTSPInput? {
        while true {
            discardUsedResidue()
            let isInResidue = !residue.isEmpty
            if isInResidue, residue.count - residueStart < awaited {
                guard position < input.count else { break }
                keep(from: input, upTo: position + awaited - (residue.count - residueStart))
                continue
            }
            guard isInResidue || position < input.count else { break }
            awaited = 0
            let step =
                isInResidue
                ? try scanner.step(at: residueStart, in: residue) : try scanner.step(at: position, in: input)
            switch step {
            case .frame(let channel, let range, let isForeign):
                advance(to: range.upperBound, isInResidue)
                var frame = RTSPInterleavedFrame(channel: channel, range: range, isInResidue: isInResidue)
                if isForeign {
                    foreignFrames[channel, default: 0] += 1
                    guard foreignFrames[channel] == 1 else { continue }
                    frame.isForeign = true
                }
                return .interleaved(frame)
            case .message(let message, let end):
                advance(to: end, isInResidue)
                return .message(message)
            case .skip(let end):
                advance(to: end, isInResidue)
            case .inStepAgain(let skipped):
                timesOutOfStep += 1
                skippedBytes += skipped
                return .skipped(skipped)
            case .needBytes(let total):
                awaited = total
                if !isInResidue { keep(from: input, upTo: input.count) }
            case .needLine:
                guard position < input.count else { return endOfInput() }
                keep(from: input, upTo: isInResidue ? endOfLine(in: input) : input.count)
            }
        }
        return endOfInput()
    }

    /// The bytes of a frame that ``next(in:)`` just gave, for the same `input`.
    @_lifetime(borrow self, copy input)
    package func payload(of frame: RTSPInterleavedFrame, in input: Span<UInt8>) -> Span<UInt8> {
        if frame.isInResidue {
            residue.span.extracting(frame.range)
        } else {
            input.extracting(frame.range)
        }
    }

    private mutating func advance(to end: Int, _ isInResidue: Bool) {
        if isInResidue {
            residueStart = end
        } else {
            position = end
        }
    }

    private mutating func endOfInput() -> RTSPInput? {
        position = 0
        return nil
    }

    private mutating func discardUsedResidue() {
        guard residueStart > 0, residueStart == residue.count else { return }
        residueStart = 0
        // A description of a megabyte is rare; its memory is not kept for hours.
        residue.removeAll(keepingCapacity: residue.capacity <= 128 * 1024)
    }

    /// Copies `input` from the position to `end` behind the residue.
    private mutating func keep(from input: Span<UInt8>, upTo end: Int) {
        let part = input.extracting(position..<min(end, input.count))
        residue.append(addingCapacity: part.count) { output in
            for index in part.indices { output.append(part[index]) }
        }
        position += part.count
    }

    private func endOfLine(in input: Span<UInt8>) -> Int {
        for index in position..<input.count where input[index] == UInt8(ascii: "\n") { return index + 1 }
        return input.count
    }
}
