import HLS
import Media

/// The segments of a live stream that clients may ask for, and the playlist that tells of them.
///
/// A segment that has left the playlist can be asked for as long again as it lasted and the playlist did (RFC 8216 §6.2.2).
/// Whatever that comes to, no more than ``LiveHLSLimits/bytes`` are kept: over them the oldest go, those that are in no
/// playlist first.
struct LiveHLSWindow {
    private struct Kept {
        var number: Int
        var parts: [Bytes] = []
        var bytes = 0
        var duration = Duration.zero
        var isIndependent: Bool
    }

    let flavour: LiveHLSFlavour
    private let limits: LiveHLSLimits
    /// Of the first segment; it rises also when a stream is begun anew.
    private let base: Int
    /// Nil until it is known how long segments get.
    private(set) var playlist: MediaPlaylist?
    private var shape = LiveHLSShape(target: 1)
    /// Complete ones, with rising numbers: those that have left the playlist, and those that are in it.
    private var kept: [Kept] = []
    private var open: Kept?
    private var start = SegmentStart()
    /// By the number of the first segment that needs it.
    private var initialisations: [(first: Int, bytes: Bytes)] = []
    /// Of all segments, complete or not.
    private(set) var bytes = 0
    /// It took up something that contradicts what there is, and can only be begun anew.
    private(set) var isBroken = false

    /// The playlist lasts so many target durations; no fewer than three are allowed.
    private static let playlistTargets = 5

    init(_ flavour: LiveHLSFlavour, _ limits: LiveHLSLimits, base: Int) {
        self.flavour = flavour
        self.limits = limits
        self.base = base
    }

    /// Complete segments that can be asked for.
    var segments: Int { kept.count }

    /// Segments that the playlist tells of. Parts alone are nothing to most players.
    var told: Int { playlist?.segments.count ?? 0 }

    // MARK: Growing

    mutating func apply(_ action: LiveHLSAction) {
        switch action {
        case .shape(let shape):
            self.shape = shape
            playlist = MediaPlaylist(
                .live,
                targetDuration: shape.target,
                lowLatency: shape.partTarget.map(LowLatency.init),
                mediaSequence: base,
                discontinuitySequence: base
            )
        case .initialisation(let bytes):
            let first = nextNumber
            // One that no segment has needed.
            initialisations.removeAll { $0.first == first }
            initialisations.append((first, bytes))
        case .begin(let start): begin(start)
        case .part(let part): add(part)
        case .finish(let duration): finish(duration)
        case .end: playlist?.end()
        }
    }

    private var nextNumber: Int { (kept.last?.number).map { $0 + 1 } ?? base }

    private mutating func begin(_ begun: LiveHLSStart) {
        open = Kept(number: nextNumber, isIndependent: begun.isIndependent)
        start = SegmentStart(
            wall: begun.wall,
            isDiscontinuous: begun.isDiscontinuous,
            initialisation: initialisations.last.map { LiveHLSName.initialisation($0.first).text(flavour) }
        )
        noteIndependence()
        guard shape.partTarget != nil else { return }
        let start = start
        write { playlist throws(PlaylistError) in try playlist.begin(start) }
        hint()
    }

    private mutating func add(_ part: LiveHLSPart) {
        guard let number = open?.number, let index = open?.parts.count else { return }
        open?.parts.append(part.bytes)
        open?.bytes += part.bytes.count
        bytes += part.bytes.count
        if let target = shape.partTarget {
            // A single picture can last longer than a part may.
            let told = PartialSegment(
                LiveHLSName.part(of: number, index).text(flavour),
                duration: min(part.duration, target),
                isIndependent: part.isIndependent
            )
            write { playlist throws(PlaylistError) in try playlist.append(told) }
            hint()
        }
        makeRoom()
    }

    private mutating func finish(_ duration: Duration) {
        guard var done = open else { return }
        let uri = LiveHLSName.segment(done.number).text(flavour)
        // A single picture can last longer than a segment may.
        done.duration = min(max(duration, .zero), shape.longestSegment)
        let (start, told, isQuick) = (start, done.duration, shape.partTarget != nil)
        write { playlist throws(PlaylistError) in
            if isQuick {
                try playlist.finish(uri, duration: told)
            } else {
                try playlist.append(MediaSegment(uri, duration: told, start: start))
            }
        }
        open = nil
        kept.append(done)
        hint()
        removeOld()
        noteIndependence()
    }

    private mutating func write(_ change: (inout MediaPlaylist) throws(PlaylistError) -> Void) {
        guard var changed = playlist, !isBroken else { return }
        // Two playlists at once would be copied with each change.
        playlist = nil
        do {
            try change(&changed)
        } catch {
            isBroken = true
        }
        playlist = changed
    }

    private mutating func hint() {
        guard shape.partTarget != nil else { return }
        let next = open.map { LiveHLSName.part(of: $0.number, $0.parts.count) } ?? .part(of: nextNumber, 0)
        playlist?.preloadHint = next.text(flavour)
    }

    /// The playlist says of all its segments that they begin with a key frame, or of none.
    private mutating func noteIndependence() {
        guard let first = playlist?.mediaSequence else { return }
        playlist?.areIndependent =
            open?.isIndependent ?? true && kept.allSatisfy { $0.number < first || $0.isIndependent }
    }

    // MARK: Shrinking

    private mutating func removeOld() {
        playlist?.removeOldest(keeping: .seconds(Self.playlistTargets * shape.target))
        guard let playlist else { return }
        if playlist.segments.count > limits.segments {
            self.playlist?.removeOldest(playlist.segments.count - limits.segments)
        }
        var later = Duration.zero
        let retired = kept.prefix { $0.number < self.playlist?.mediaSequence ?? .max }
        var surplus = 0
        for (index, segment) in retired.enumerated().reversed() {
            guard later < segment.duration + playlist.duration, retired.count - index <= limits.segments else {
                surplus = index + 1
                break
            }
            later += segment.duration
        }
        drop(surplus)
        makeRoom()
    }

    private mutating func makeRoom() {
        while bytes > limits.bytes, let oldest = kept.first {
            if let first = playlist?.mediaSequence, oldest.number >= first {
                guard playlist?.removeOldest(1).isEmpty == false else { return }
            }
            drop(1)
        }
    }

    private mutating func drop(_ count: Int) {
        guard count > 0 else { return }
        for segment in kept.prefix(count) { bytes -= segment.bytes }
        kept.removeFirst(count)
        let oldest = kept.first?.number ?? nextNumber
        while initialisations.count > 1, initialisations[1].first <= oldest { initialisations.removeFirst() }
    }

    // MARK: Being asked

    enum Found: Sendable {
        case bytes([Bytes])
        /// It is the part that comes next.
        case awaited
        case missing
    }

    func find(_ name: LiveHLSName) -> Found {
        switch name {
        case .initialisation(let first):
            return initialisations.first { $0.first == first }.map { .bytes([$0.bytes]) } ?? .missing
        case .segment(let number):
            return segment(number).map { .bytes($0.parts) } ?? .missing
        case .part(let number, let part):
            guard shape.partTarget != nil else { return .missing }
            if let parts = (open?.number == number ? open : segment(number))?.parts, part < parts.count {
                return .bytes([parts[part]])
            }
            let isNext = playlist?.preloadHint == name.text(flavour) && playlist?.hasEnded == false
            return isNext ? .awaited : .missing
        }
    }

    private func segment(_ number: Int) -> Kept? {
        guard let first = kept.first?.number, number >= first, number - first < kept.count else { return nil }
        return kept[number - first]
    }
}
