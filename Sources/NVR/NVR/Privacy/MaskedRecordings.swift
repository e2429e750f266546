import Catalog
import Logging
import Media
import Stream
import Synchronization
import WorkerChannel
import Workers

/// What goes to disk of cameras whose recordings are masked: of each stream what a worker makes of it, in the place of what the
/// camera sends. Where no worker does, nothing: the recorder is told so, and keeps a gap.
///
/// Its streams are not among those that viewers share (``DerivedStreams``): nobody who watches takes a place from a recording, and
/// they are as large as the camera's. Thread-safe.
final class MaskedRecordings: Sendable {
    private struct Place: Hashable {
        var camera: CameraID
        var stream: StreamKind
    }

    private struct Seat {
        let masks: [MaskPolygon]
        let ring: StreamRing
        /// Nil where there is nobody to make it.
        let stream: DerivedStream?
    }

    /// Nil where there are none.
    private let workers: RecorderWorkers?
    private let services: DomainServices
    private let seats = Mutex<[Place: Seat]>([:])

    init(_ services: DomainServices, _ workers: RecorderWorkers?) {
        self.services = services
        self.workers = workers
    }

    // MARK: Asking

    /// What is to be covered on the disk; nothing where what the camera sends goes there.
    private func masks(for record: CameraRecord) -> [MaskPolygon] {
        record.masksRecordings ? services.masks.shapes(of: record.id.text) : []
    }

    /// Whether a stream that is recorded is so with the masks that it is to have now.
    func isCurrent(_ record: CameraRecord, _ stream: StreamKind) -> Bool {
        let present = seats.withLock { $0[Place(camera: record.id, stream: stream)]?.masks ?? [] }
        return present == masks(for: record)
    }

    /// Whether a stream is to be masked, and no worker does it.
    func isFailing(_ camera: CameraID, _ stream: StreamKind) -> Bool {
        guard let seat = seats.withLock({ $0[Place(camera: camera, stream: stream)] }) else { return false }
        return seat.stream?.isFailing ?? true
    }

    /// What is wrong, in sentences.
    var problems: [String] {
        let failing = seats.withLock { Array($0.filter { $0.value.stream?.isFailing ?? true }.keys) }
        return failing.map { place in
            "\(place.camera)/\(place.stream.rawValue) is not recorded: its recordings are to be masked (mask_recordings), and no "
                + "worker does that now. It is tried again by itself."
        }.sorted()
    }

    // MARK: Beginning and ending

    /// Where a recorder that begins reads a stream: what the camera sends, or what is made of it from now on.
    ///
    /// - Parameter written: what came until then lies on the disk already.
    func ring(for work: StreamWork, of record: CameraRecord, after written: MonotonicTime?) -> StreamRing {
        let masks = masks(for: record)
        guard !masks.isEmpty else {
            end(record.id, work.kind)
            return work.ring
        }
        let seat = make(work, record, masks, written)
        let before = seats.withLock { seats in
            seats.updateValue(seat, forKey: Place(camera: record.id, stream: work.kind))
        }
        // Ends outside the lock.
        _ = before
        return seat.ring
    }

    private func make(
        _ work: StreamWork,
        _ record: CameraRecord,
        _ masks: [MaskPolygon],
        _ written: MonotonicTime?
    ) -> Seat {
        var logger = services.logger
        logger[metadataKey: "purpose"] = "mask_recordings"
        do throws(DomainError) {
            guard let pool = try workers?.readyPool else { throw DomainError.masksNeedWorkers(of: record.id.text) }
            let stream = DerivedStream(
                DerivedKey(camera: record.id, stream: work.kind, masks: masks),
                of: work.ring,
                .recording,
                for: .recording(after: written, priority: record.priority),
                time: services.time,
                logger: logger
            ) { tracks, onNews in pool.session(tracks, camera: record.id.text, onNews: onNews) }
            if written != nil {
                let sentence = "The privacy masks, or whether they are on recordings, were changed."
                stream.ring.interrupt(.notMasked(sentence, at: services.time.wall))
            }
            return Seat(masks: masks, ring: stream.ring, stream: stream)
        } catch {
            let ring = StreamRing(sharing: work.ring, priority: record.priority)
            let interruption = Interruption.notMasked(error.sentence, at: services.time.wall)
            ring.interrupt(interruption)
            logger.error(
                "a camera's recordings are to be masked, and nothing is recorded, since no worker can do that",
                metadata: ["camera": "\(record.id)", "stream": "\(work.kind.rawValue)"]
            )
            return Seat(masks: masks, ring: ring, stream: nil)
        }
    }

    /// The stream is recorded no more, or as the camera sends it.
    func end(_ camera: CameraID, _ stream: StreamKind) {
        let seat = seats.withLock { $0.removeValue(forKey: Place(camera: camera, stream: stream)) }
        seat?.stream?.end()
    }
}

extension Interruption {
    /// Nothing is recorded, since it would show what masks are to hide.
    static func notMasked(_ sentence: String, at time: WallTime) -> Interruption {
        Interruption(code: GapReason.notMasked.rawValue, sentence: sentence, at: time)
    }
}
