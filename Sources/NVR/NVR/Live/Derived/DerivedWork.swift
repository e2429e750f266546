import Media
import Stream
import WorkerChannel
import Workers

/// Turns what a camera sends into a derived stream: units go to a worker's session, or past it, and what comes back goes into the
/// derived ring. For one task at a time; the time is passed in.
struct DerivedWork {
    enum End: Equatable {
        /// Nothing more will come.
        case ended
        /// The session is gone; another may do better.
        case failed(WorkerError)
    }

    /// Units on their way to the worker and back.
    private static let mostOpen = 8
    /// So many pictures one after the other of which nothing comes are a stream that cannot be decoded.
    private static let mostUndecoded = 150

    private let key: DerivedKey
    private let options: DerivedOptions
    private let purpose: DerivedPurpose
    private let target: StreamRing
    private let open: ([SessionTrack]) -> any DerivedSession
    private(set) var figures = DerivedFigures()

    private var layout: DerivedLayout?
    private var session: (any DerivedSession)?
    /// Tracks of the session of which it is not known yet whether they are open.
    private var opening = 0
    /// Units that have not come back.
    private var openUnits = 0
    private var undecoded = 0
    /// Of the session's tracks, as far as they are known.
    private var formats: [Int: TrackFormat] = [:]
    /// The derived stream has begun.
    private(set) var hasBegun = false
    /// When the newest came of those pictures that were made; nil where none was.
    private(set) var madeUntil: MonotonicTime?
    private var pace: DerivedPace
    private var pictures = DerivedPictures()
    private var sound = DerivedSound()

    /// - Parameter open: has a worker open a session of these tracks.
    init(
        _ key: DerivedKey,
        _ options: DerivedOptions,
        for purpose: DerivedPurpose = .watching,
        into target: StreamRing,
        opening open: @escaping ([SessionTrack]) -> any DerivedSession
    ) {
        self.key = key
        self.options = options
        self.purpose = purpose
        self.target = target
        self.open = open
        pace = DerivedPace(takesEvery: key.picture == .jpeg ? options.jpegInterval : 1, for: purpose)
    }

    /// Whether it can take another item now.
    var takesItems: Bool { opening == 0 && openUnits < Self.mostOpen }

    // MARK: What the camera sends

    /// - Parameter isNewest: whether nothing has come after it.
    mutating func take(_ item: StreamItem, isNewest: Bool, at now: MonotonicTime) -> End? {
        switch item {
        case .format(let format): begin(format)
        case .unit(let unit): take(unit, isNewest: isNewest, now)
        // The next unit is a key frame.
        case .skipped(let skipped): skip(skipped)
        case .interrupted(let interruption):
            leave()
            target.interrupt(interruption)
        case .ended:
            leave()
            return .ended
        }
        return nil
    }

    /// Lets go of the session, if there is one.
    mutating func leave() {
        session = nil
        layout = nil
        opening = 0
        openUnits = 0
        undecoded = 0
        formats = [:]
        hasBegun = false
        pictures = DerivedPictures()
        sound = DerivedSound()
    }

    private mutating func begin(_ format: StreamFormat) {
        leave()
        let layout = DerivedLayout(format, for: key, options)
        self.layout = layout
        guard !layout.tracks.isEmpty else { return beginIfKnown() }
        opening = layout.tracks.count
        session = open(layout.tracks)
    }

    private func isOnDisk(_ unit: AccessUnit) -> Bool {
        if case .recording(let written?, _) = purpose { unit.arrival <= written } else { false }
    }

    /// Whoever watches goes on with the next picture; a recording has a gap.
    private mutating func skip(_ skipped: SkippedUnits) {
        figures.leftOut += skipped.units
        guard purpose.isRecording, hasBegun else { return }
        target.interrupt(
            .notMasked(
                "The workers were too slow to lay the privacy masks over the pictures: \(skipped.units) pictures and sounds were "
                    + "left out.",
                at: skipped.first
            )
        )
        pace.breakOff()
        beginIfKnown()
    }

    private mutating func take(_ unit: AccessUnit, isNewest: Bool, _ now: MonotonicTime) {
        guard let layout, layout.ways.indices.contains(unit.track) else { return }
        switch layout.ways[unit.track] {
        case .leftOut: break
        case .passed:
            guard let place = layout.place(of: unit.track), !isOnDisk(unit) else { return }
            var unit = unit
            unit.track = place
            target.append(unit)
        case .made(let track):
            let format = layout.source.tracks[unit.track]
            var feed: DecodeFeed
            if format.kind == .video {
                guard let choice = pace.choose(unit, format, isNewest: isNewest, at: now) else {
                    figures.leftOut += 1
                    return
                }
                feed = DecodeFeed(payload: unit.payload, time: choice.time, flags: choice.flags)
                feed.outputs = choice.isShown ? 1 : 0
                if choice.isShown { pictures.expect(unit, at: choice.time) } else { figures.leftOut += 1 }
            } else {
                sound.note(unit, format)
                feed = DecodeFeed(payload: unit.payload, time: unit.decodeTime.count, flags: .key)
            }
            openUnits += 1
            session?.feed(feed, track: track)
        }
    }

    // MARK: What comes back

    /// Takes what the session has brought.
    mutating func settle(at now: MonotonicTime) -> End? {
        guard let session else { return nil }
        for event in session.take() {
            switch event {
            case .opened: opened(at: now)
            case .refused(let track, let reason):
                guard case .sound? = layout?.tracks[track] else { return .failed(.failed(reason)) }
                // A picture without sound is better than none.
                layout?.leaveOut(track)
                opened(at: now)
            case .format(let track, let format):
                guard let setup = layout?.tracks[track], let known = format.track(of: setup) else {
                    return .failed(.nonsense("a format that is none"))
                }
                formats[track] = known
                beginIfKnown()
            case .output(let track, let output): append(output, of: track, at: now)
            case .fed: openUnits -= 1
            case .undecoded:
                openUnits -= 1
                undecoded += 1
                figures.undecoded += 1
                if undecoded >= Self.mostUndecoded { return .failed(.failed(.undecodable)) }
            case .over(let error): return .failed(error)
            }
        }
        return nil
    }

    private mutating func opened(at now: MonotonicTime) {
        opening -= 1
        guard opening == 0 else { return }
        pace.begin(at: now)
        beginIfKnown()
    }

    /// Begins a time line once all of its tracks are known.
    private mutating func beginIfKnown() {
        guard let layout, opening == 0 else { return }
        var tracks: [TrackFormat] = []
        for source in layout.kept {
            guard case .made(let track) = layout.ways[source] else {
                tracks.append(layout.source.tracks[source])
                continue
            }
            guard let format = formats[track] else { return }
            tracks.append(format)
        }
        guard !tracks.isEmpty else { return }
        target.begin(StreamFormat(tracks: tracks))
        hasBegun = true
    }

    private mutating func append(_ output: DecodeOutput, of track: Int, at now: MonotonicTime) {
        guard let layout, let source = layout.source(of: track), let place = layout.place(of: source) else { return }
        undecoded = 0
        if layout.source.tracks[source].kind == .audio {
            guard hasBegun, case .aac(let format)? = formats[track] else { return }
            target.append(sound.unit(output, format, track: place, at: now))
            return
        }
        if key.picture == .jpeg {
            let format = TrackFormat.jpeg(JPEGFormat(size: output.size))
            if formats[track] != format {
                formats[track] = format
                beginIfKnown()
            }
        }
        guard hasBegun, var unit = pictures.unit(output, track: place, at: now) else { return }
        madeUntil = pictures.lastArrival
        // A JPEG needs no other, whatever it was made of: the pictures that are chosen need not be the camera's key frames.
        if key.picture == .jpeg { unit.flags.insert(.key) }
        figures.pictures += 1
        target.append(unit)
    }
}
