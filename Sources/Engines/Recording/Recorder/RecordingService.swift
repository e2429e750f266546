package import Catalog
package import Logging
package import Media
package import Storage
package import Stream
import Synchronization

/// Records streams to their volumes: a recorder for each, and for all of them the commit that makes safe what they wrote and
/// tells the catalogue.
package final class RecordingService: Sendable {
    package struct Configuration: Sendable {
        /// This server's name, and that of the volume of streams that do not say otherwise, as rows have them.
        package var node: String
        package var volume: String
        /// Of streams that do not say otherwise, until ``RecordingService/setUsualSegmentLength(_:)``; 10 s to 1 h.
        package var segmentLength: Duration
        /// What a power cut can cost, beyond the second that a killed process can.
        package var commitInterval: Duration

        package init(
            node: String,
            volume: String,
            segmentLength: Duration = .seconds(60),
            commitInterval: Duration = .seconds(2)
        ) {
            self.node = node
            self.volume = volume
            self.segmentLength = segmentLength
            self.commitInterval = commitInterval
        }
    }

    private struct Key: Hashable {
        var camera: CameraID
        var stream: StreamKind
    }

    private struct Entry {
        var recorder: StreamRecorder
        /// Nil: the usual one.
        var segmentSeconds: Int?
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var usualLength: Duration
        /// When what was written last of streams reached us that are recorded no more: what the ring still has of it is not
        /// written again.
        var written: [Key: MonotonicTime] = [:]
    }

    /// How often streams are looked after that the ring does not wake anyone for.
    private static let tickInterval: Duration = .milliseconds(500)
    private static let segmentLengths: ClosedRange<Duration> = .seconds(10) ... .seconds(3600)

    let configuration: Configuration
    private let volumes: VolumeRegistry
    private let time: any TimeSource
    private let logger: Logger
    let committer: Committer
    private let ids: RecordingIDs
    private let state: Mutex<State>
    private let started = Atomic(0)

    /// - Parameters:
    ///   - volumes: those that it records to; they outlive the service.
    ///   - previousOpen: the start of the program before this one, which tells how the last recording came to end.
    ///   - told: what the catalogue was told, after each round of commits. It must not wait.
    package init(
        configuration: Configuration,
        volumes: VolumeRegistry,
        catalog: any Catalog,
        previousOpen: OpenRecord?,
        time: any TimeSource,
        logger: Logger,
        told: @escaping @Sendable ([SegmentChange]) -> Void = { _ in }
    ) {
        self.configuration = configuration
        state = Mutex(State(usualLength: configuration.segmentLength))
        self.volumes = volumes
        self.time = time
        self.logger = logger
        let past = PastFinder(catalog: catalog, previous: previousOpen)
        let ids = RecordingIDs()
        self.ids = ids
        committer = Committer(catalog: catalog, past: past, logger: logger) { changes in
            ids.settle(changes)
            told(changes)
        }
    }

    /// One that records to one volume.
    ///
    /// - Parameters:
    ///   - threads: those that write to it; they outlive the service.
    ///   - readers: those that read, for viewers, what has been written and is not kept in memory.
    package convenience init(
        configuration: Configuration,
        store: any MediaStore,
        threads: DiskThreads,
        readers: DiskThreads,
        catalog: any Catalog,
        previousOpen: OpenRecord?,
        time: any TimeSource,
        logger: Logger,
        told: @escaping @Sendable ([SegmentChange]) -> Void = { _ in }
    ) {
        self.init(
            configuration: configuration,
            volumes: VolumeRegistry(only: configuration.volume, store, writers: threads, readers: readers),
            catalog: catalog,
            previousOpen: previousOpen,
            time: time,
            logger: logger,
            told: told
        )
    }

    /// Whether a recorder is at work on this recording, or has not told the catalogue of its end yet: nobody else may
    /// touch its file.
    package func isUnsettled(_ id: RecordingID) -> Bool { ids.isUnsettled(id) }

    // MARK: Streams

    /// Begins to record a stream, from its current group of pictures on, or from the next where that one has been written
    /// already. One that is being recorded goes on as it is.
    ///
    /// - Parameters:
    ///   - volume: where its files go; nil for the usual one.
    ///   - order: what is wanted; another can be given with ``setOrder(_:camera:stream:)``.
    ///   - segmentSeconds: the length of its files; nil for the usual one.
    ///   - pictureInterval: between two pictures, where only every so many are wanted; zero where all are.
    package func start(
        camera: CameraID,
        stream: StreamKind,
        ring: StreamRing,
        volume: String? = nil,
        segmentSeconds: Int? = nil,
        pictureInterval: Duration = .zero,
        order: RecordingOrder = .everything
    ) {
        let key = Key(camera: camera, stream: stream)
        let written: MonotonicTime?? = state.withLock { $0.entries[key] == nil ? .some($0.written[key]) : nil }
        guard let written else { return }
        var logger = logger
        logger[metadataKey: "camera"] = "\(camera)"
        logger[metadataKey: "stream"] = "\(stream.rawValue)"
        let recorder = StreamRecorder(
            number: started.wrappingAdd(1, ordering: .relaxed).newValue,
            place: .init(
                camera: camera,
                stream: stream,
                node: configuration.node,
                volumes: volumes,
                ids: ids
            ),
            volume: volume ?? configuration.volume,
            segmentLength: configuration.segmentLength,
            pictureInterval: pictureInterval,
            order: order,
            writtenUntil: written,
            time: time,
            logger: logger
        )
        let isNew = state.withLock { state in
            guard state.entries[key] == nil else { return false }
            state.entries[key] = Entry(recorder: recorder, segmentSeconds: segmentSeconds)
            // Under the lock: the usual length may become another at any time.
            recorder.setSegmentLength(Self.segmentLength(segmentSeconds, usual: state.usualLength))
            return true
        }
        if isNew { recorder.start(ring) }
    }

    /// Changes how long the files of a stream get, from its next key frame on; nil for the usual length.
    package func setSegmentLength(_ segmentSeconds: Int?, camera: CameraID, stream: StreamKind) {
        state.withLock { state in
            let key = Key(camera: camera, stream: stream)
            state.entries[key]?.segmentSeconds = segmentSeconds
            let length = Self.segmentLength(segmentSeconds, usual: state.usualLength)
            state.entries[key]?.recorder.setSegmentLength(length)
        }
    }

    /// When what was written last reached us of a stream that is recorded no more; nil where nothing was.
    package func writtenUntil(_ camera: CameraID, _ stream: StreamKind) -> MonotonicTime? {
        state.withLock { $0.written[Key(camera: camera, stream: stream)] }
    }

    /// How long files get of the streams that do not say otherwise.
    package var usualSegmentLength: Duration { state.withLock { $0.usualLength } }

    /// Changes how long files get of the streams that do not say otherwise, of those that are recorded from their next
    /// key frame on.
    ///
    /// - Parameter length: 10 s to 1 h; the nearest of these where it is another.
    package func setUsualSegmentLength(_ length: Duration) {
        state.withLock { state in
            state.usualLength = Self.segmentLength(nil, usual: length)
            for entry in state.entries.values {
                entry.recorder.setSegmentLength(Self.segmentLength(entry.segmentSeconds, usual: length))
            }
        }
    }

    private static func segmentLength(_ seconds: Int?, usual: Duration) -> Duration {
        let wanted = seconds.map { Duration.seconds($0) } ?? usual
        return min(max(wanted, segmentLengths.lowerBound), segmentLengths.upperBound)
    }

    /// Ends the recording of a stream; returns when all that it has sent is safe on disk and in the catalogue.
    ///
    /// - Parameter reason: why it was switched off, for a person: the timeline shows it until recording goes on.
    package func stop(camera: CameraID, stream: StreamKind, because reason: String) async {
        let entry = state.withLock { $0.entries.removeValue(forKey: Key(camera: camera, stream: stream)) }
        guard let recorder = entry?.recorder else { return }
        await end([recorder], because: reason)
        let written = recorder.writtenUntil
        state.withLock { $0.written[Key(camera: camera, stream: stream)] = written }
    }

    var all: [StreamRecorder] { state.withLock { $0.entries.values.map(\.recorder) } }

    func recorder(of camera: CameraID, _ stream: StreamKind) -> StreamRecorder? {
        state.withLock { $0.entries[Key(camera: camera, stream: stream)] }?.recorder
    }

    // MARK: Running

    /// Records until the task is cancelled; then every file is ended in good order, within a second for tens of streams.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.repeating(every: Self.tickInterval) { self.tick() } }
            // The interval of group commits itself. Fails when it is cancelled, which ends the loop.
            while (try? await Task.sleep(for: configuration.commitInterval)) != nil {
                for lane in lanes(of: all) {
                    // One whose disk takes longer has its next round when it is done.
                    guard await !committer.isBusy(lane) else { continue }
                    group.addTask { await self.committer.commit(on: lane) { self.all } }
                }
            }
        }
        await finish()
    }

    /// Looks after streams that have gone silent.
    package func tick() {
        for recorder in all { recorder.wake() }
    }

    /// Makes safe, and tells the catalogue, what has been written until now.
    package func commit() async {
        await withDiscardingTaskGroup { group in
            for lane in lanes(of: all) { group.addTask { await self.committer.commit(on: lane) { self.all } } }
        }
    }

    /// The volumes whose threads work for these.
    private func lanes(of recorders: [StreamRecorder]) -> [DiskLane] {
        let lanes = Dictionary(recorders.map { ($0.lane.name, $0.lane) }) { first, _ in first }
        return lanes.values.sorted { $0.name < $1.name }
    }

    /// Ends all recordings in good order, as the program ends.
    package func finish() async {
        let ended = state.withLock { state in
            defer { state.entries = [:] }
            return state.entries.values.map(\.recorder)
        }
        // The task that runs the service has been cancelled by now, and a catalogue refuses the work of such a task.
        await Task { await self.end(ended, because: nil) }.value
    }

    private func end(_ recorders: [StreamRecorder], because reason: String?) async {
        await withTaskGroup(of: Void.self) { group in
            for recorder in recorders {
                group.addTask { await recorder.lane.writers.run { recorder.finish(because: reason) } }
            }
        }
        let all = Dictionary(grouping: recorders) { $0.lane.name }
        await withTaskGroup(of: Void.self) { group in
            for lane in lanes(of: recorders) {
                let ended = all[lane.name] ?? []
                group.addTask { await self.committer.commit(on: lane, ending: ended) { [] } }
            }
        }
    }

    private func repeating(every interval: Duration, _ work: () async -> Void) async {
        while (try? await Task.sleep(for: interval)) != nil { await work() }
    }
}
