import Media
import Playback
import WorkerChannel
import Workers

/// Turns recorded units into those of another film: they go to a worker's session, or past it, and what comes back has the times of
/// what was sent. Nothing is left out because it is late. For one task at a time.
struct FilmWork {
    /// Units on their way to the worker and back.
    private static let mostOpen = 8
    /// So many pictures one after the other of which nothing comes are a film that cannot be decoded.
    private static let mostUndecoded = 150
    /// Pictures that have not come back, of which some never do.
    private static let mostExpected = 256

    let key: DerivedKey
    private let options: DerivedOptions
    private let tracks: [[TrackFormat]]
    /// Pictures that are shown before are decoded, and not made.
    private let shownFrom: Int64
    private let caption: FilmCaption?
    private let open: ([SessionTrack]) -> any DerivedSession

    private var inputs: [Input] = []
    /// Of the recording that is read: its tracks, and what becomes of each.
    private var layout: DerivedLayout?
    private var present: [(track: Int, format: TrackFormat)] = []
    private var session: (any DerivedSession)?
    private var opening = 0
    private var openUnits = 0
    private var undecoded = 0
    /// The newest picture, which is sent when it is known whether another follows.
    private var held: FilmUnit?
    private var awaitsKey = true
    private var keys = KeyRhythm()
    private var expected: [(time: Int64, duration: UInt32)] = []
    private var lastMade: [Int: Int64] = [:]

    private var outputs: [Output] = []
    private var made: [FilmUnit] = []
    private(set) var isDone = false

    /// - Parameters:
    ///   - tracks: of the film that was recorded; `shownFrom` is in ticks of the leading one.
    ///   - caption: what is laid over each picture that is made; nil for nothing.
    ///   - open: has a worker open a session of these tracks.
    init(
        _ key: DerivedKey,
        _ options: DerivedOptions,
        tracks: [[TrackFormat]],
        shownFrom: Int64,
        caption: FilmCaption? = nil,
        opening open: @escaping ([SessionTrack]) -> any DerivedSession
    ) {
        self.key = key
        self.options = options
        self.tracks = tracks
        self.shownFrom = shownFrom
        self.caption = caption
        self.open = open
    }

    // MARK: What was recorded

    /// Whether it can take more now.
    var wantsInput: Bool { inputs.isEmpty && !isDone && opening == 0 && openUnits < Self.mostOpen }

    /// - Parameter item: nil at the end.
    mutating func take(_ item: RangeUnits.Item?) {
        switch item {
        case .recording(let entries, let continues): inputs.append(.recording(entries, continues: continues))
        case .units(let units): inputs += units.map { Input.unit($0) }
        case nil: inputs.append(.end)
        }
    }

    /// Sends on what it can.
    mutating func pump() throws(DomainError) {
        var count = 0
        while count < inputs.count, opening == 0, openUnits < Self.mostOpen {
            guard try take(inputs[count]) else { break }
            count += 1
        }
        inputs.removeFirst(count)
    }

    /// - Returns: whether it was taken; it is tried again when what is on its way has come back.
    private mutating func take(_ input: Input) throws(DomainError) -> Bool {
        switch input {
        case .unit(let unit):
            route(unit)
            return true
        case .recording(let entries, let continues): return try begin(entries, continues: continues)
        case .end:
            sendHeld(isLast: true)
            guard openUnits == 0 else { return false }
            isDone = true
            session = nil
            if formats == nil {
                throw DomainError(.unavailable, "Nothing of what was recorded then can be decoded.")
            }
            return true
        }
    }

    private mutating func begin(_ entries: [Int: Int], continues: Bool) throws(DomainError) -> Bool {
        let present: [(track: Int, format: TrackFormat)] = entries.sorted { $0.key < $1.key }.compactMap {
            track,
            entry in
            tracks.indices.contains(track) && tracks[track].indices.contains(entry - 1)
                ? (track, tracks[track][entry - 1]) : nil
        }
        let layout = DerivedLayout(StreamFormat(tracks: present.map(\.format)), for: key, options)
        let isSame = self.layout.map { $0.tracks == layout.tracks && $0.ways == layout.ways } ?? false
        if !isSame || !continues { sendHeld(isLast: true) }
        guard !isSame else {
            awaitsKey = awaitsKey || !continues
            return true
        }
        guard openUnits == 0 else { return false }
        if outputs.isEmpty { setOutputs(present, layout) }
        self.layout = layout
        self.present = present
        awaitsKey = true
        opening = layout.tracks.count
        session = layout.tracks.isEmpty ? nil : open(layout.tracks)
        return true
    }

    /// By the first recording; those tracks too that come later and go past.
    private mutating func setOutputs(_ present: [(track: Int, format: TrackFormat)], _ layout: DerivedLayout) {
        for track in tracks.indices {
            let place = present.firstIndex { $0.track == track }
            switch place.map({ layout.ways[$0] }) {
            case .passed: outputs.append(Output(source: track, isMade: false, entries: tracks[track]))
            case .made: outputs.append(Output(source: track, isMade: true))
            case .leftOut: break
            case nil:
                let alone = DerivedLayout(StreamFormat(tracks: [tracks[track][0]]), for: key, options)
                guard alone.ways == [.passed] else { break }
                outputs.append(Output(source: track, isMade: false, entries: tracks[track]))
            }
        }
    }

    private mutating func route(_ unit: FilmUnit) {
        guard let layout, let place = present.firstIndex(where: { $0.track == unit.unit.track }) else { return }
        switch layout.ways[place] {
        case .leftOut: break
        case .passed: made.append(unit)
        case .made(let track):
            guard present[place].format.kind == .video else {
                openUnits += 1
                let time = unit.unit.decodeTime.count
                session?.feed(DecodeFeed(payload: unit.unit.payload, time: time, flags: .key), track: track)
                return
            }
            if awaitsKey, !unit.unit.isKey { return }
            // What is not shown, and no other picture needs, is not decoded for nothing.
            let isNeeded = !present[place].format.isAlwaysKey && !unit.unit.flags.contains(.disposable)
            guard unit.shownAt >= shownFrom || isNeeded else { return }
            awaitsKey = false
            sendHeld(isLast: false)
            held = unit
        }
    }

    private mutating func sendHeld(isLast: Bool) {
        guard let unit = held, let layout, let place = present.firstIndex(where: { $0.track == unit.unit.track }),
            case .made(let track) = layout.ways[place]
        else { return }
        held = nil
        let isShown = unit.shownAt >= shownFrom
        var flags: DecodeFeed.Flags = unit.unit.isKey ? .key : []
        if isLast { flags.insert(.last) }
        let timescale = Int64(present[place].format.timescale)
        if isShown, keys.isDue(at: unit.shownAt, isKey: unit.unit.isKey, timescale) { flags.insert(.refresh) }
        if isShown {
            expected.append((unit.shownAt, unit.duration))
            if expected.count > Self.mostExpected { expected.removeFirst() }
        }
        openUnits += 1
        var feed = DecodeFeed(payload: unit.unit.payload, time: unit.shownAt, flags: flags, outputs: isShown ? 1 : 0)
        if isShown, let caption { feed.caption = caption(unit.shownAt) }
        session?.feed(feed, track: track)
    }

    // MARK: What comes back

    /// Takes what the session has brought.
    mutating func settle() throws(DomainError) {
        guard let session else { return }
        for event in session.take() {
            switch event {
            case .opened: opening -= 1
            case .refused(let track, let reason): try refused(track, reason)
            case .format(let track, let format): try take(format, of: track)
            case .output(let track, let output): take(output, of: track)
            case .fed: openUnits -= 1
            case .undecoded:
                openUnits -= 1
                undecoded += 1
                guard undecoded < Self.mostUndecoded else { throw DomainError(WorkerError.failed(.undecodable)) }
            case .over(let error): throw DomainError(error)
            }
        }
    }

    private mutating func refused(_ track: Int, _ reason: WorkerFailure.Reason) throws(DomainError) {
        guard case .sound? = layout?.tracks[track], let source = source(of: track) else {
            throw DomainError(WorkerError.failed(reason))
        }
        // A picture without sound is better than none.
        layout?.leaveOut(track)
        outputs.removeAll { $0.source == source && $0.entries == nil }
        opening -= 1
    }

    /// The recorded film's track that a session's is of.
    private func source(of track: Int) -> Int? {
        guard let place = layout?.source(of: track), present.indices.contains(place) else { return nil }
        return present[place].track
    }

    private mutating func take(_ format: EncodedFormat, of track: Int) throws(DomainError) {
        guard let layout, let setup = layout.tracks.indices.contains(track) ? layout.tracks[track] : nil,
            let known = format.track(of: setup), let source = source(of: track)
        else { throw DomainError(WorkerError.nonsense("a format that is none")) }
        guard let place = outputs.firstIndex(where: { $0.source == source && $0.isMade }) else { return }
        if let entries = outputs[place].entries {
            guard entries != [known] else { return }
            guard case .sound = setup else {
                // The head of the film has been given away.
                throw DomainError(.unavailable, "The picture is another from here on: ask for the rest by itself.")
            }
            self.layout?.leaveOut(track)
        } else {
            outputs[place].entries = [known]
        }
    }

    private mutating func take(_ output: DecodeOutput, of track: Int) {
        guard let source = source(of: track), let place = present.firstIndex(where: { $0.track == source }) else {
            return
        }
        undecoded = 0
        let duration: UInt32
        if present[place].format.kind == .video {
            guard let found = expected.firstIndex(where: { $0.time == output.time }) else { return }
            duration = expected.remove(at: found).duration
        } else {
            guard let format = outputs.first(where: { $0.source == source })?.entries?.first else { return }
            duration = UInt32(clamping: format.usualDuration)
        }
        if let last = lastMade[source], output.time <= last { return }
        lastMade[source] = output.time
        let unit = AccessUnit(
            track: source,
            payload: output.payload,
            decodeTime: MediaTicks(output.time),
            arrival: MonotonicTime(nanoseconds: 0),
            wall: WallTime(nanoseconds: 0),
            flags: output.flags.contains(.key) ? .key : []
        )
        made.append(FilmUnit(unit: unit, duration: duration))
    }

    // MARK: What was made

    /// Of each track of the film that is made its sample entries; nil as long as they are not known.
    var formats: [[TrackFormat]]? {
        guard !outputs.isEmpty, opening == 0 else { return nil }
        let known = outputs.compactMap(\.entries)
        return known.count == outputs.count ? known : nil
    }

    /// What has been made since it was asked last; none before the formats are known. Its tracks are theirs.
    mutating func takeMade() -> [FilmUnit] {
        guard formats != nil else { return [] }
        defer { made = [] }
        return made.compactMap { unit in
            guard let place = outputs.firstIndex(where: { $0.source == unit.unit.track }) else { return nil }
            var unit = unit
            unit.unit.track = place
            return unit
        }
    }
}
