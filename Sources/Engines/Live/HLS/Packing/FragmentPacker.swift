import MP4
import Media

/// Fragments of MP4: `moof` and `mdat`.
struct FragmentPacker: LiveHLSPacking {
    let initialisation: Bytes?
    /// By the stream's index, the index among the tracks that are carried; nil where one is left out.
    private let places: [Int?]
    private var runs: [TrackRun]
    private var payloads: [[Bytes]]
    private var bytes = 0
    private var sequence: UInt32 = 0

    init(_ format: StreamFormat) {
        var places: [Int?] = []
        var carried: [TrackFormat] = []
        for track in format.tracks {
            let isCarried = LiveHLSFlavour.fragmentedMP4.carries(track)
            places.append(isCarried ? carried.count : nil)
            if isCarried { carried.append(track) }
        }
        self.places = places
        initialisation = Bytes(InitialisationSegment(tracks: carried, reservesDuration: false).bytes)
        runs = carried.indices.map { TrackRun(track: $0, baseDecodeTime: 0, samples: []) }
        payloads = carried.map { _ in [] }
    }

    var isEmpty: Bool { runs.allSatisfy(\.samples.isEmpty) }

    mutating func add(_ unit: AccessUnit, at time: Int64, lasting duration: Int64) {
        guard let place = places[unit.track] else { return }
        if runs[place].samples.isEmpty { runs[place].baseDecodeTime = time }
        var flags = FragmentSample.Flags(rawValue: 0)
        if unit.isKey { flags.insert(.key) }
        if unit.flags.contains(.disposable) { flags.insert(.disposable) }
        runs[place].samples.append(
            FragmentSample(
                size: UInt32(clamping: unit.payload.count),
                duration: UInt32(clamping: duration),
                presentationOffset: unit.presentationOffset,
                flags: flags
            )
        )
        payloads[place].append(unit.payload)
        bytes += unit.payload.count
    }

    mutating func take(endsSegment: Bool) -> Bytes {
        sequence &+= 1
        let header = FragmentHeader.encode(sequence: sequence, runs: runs)
        // A copy of all, so that a segment that is kept does not keep the ring's chunks.
        var arena = ByteArena(chunkCapacity: header.count + bytes)
        arena.append(header.span)
        for payload in payloads.joined() { arena.append(payload.span) }
        for place in runs.indices {
            runs[place].samples.removeAll(keepingCapacity: true)
            payloads[place].removeAll(keepingCapacity: true)
        }
        bytes = 0
        return arena.finish()
    }
}
