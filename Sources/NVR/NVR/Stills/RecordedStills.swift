import Catalog
import Cryptography
package import Media
import Playback
import WorkerChannel
import Workers

/// Pictures out of recordings as JPEG files, made by workers when somebody asks, and kept in memory for a while.
///
/// All calls may come from any thread.
package final class RecordedStills: Sendable {
    struct Key: Hashable, Sendable {
        let recording: RecordingID
        let at: WallTime
        let choice: StillChoice
        let width: Int?
        let quality: Int
        /// What is covered of it.
        let masks: [MaskPolygon]

        var version: String {
            let own = "\(recording)-\(at.nanoseconds)-\(choice.rawValue)-\(width ?? 0)-\(quality)"
            return masks.isEmpty ? own : "\(own)-\(MaskPolygon.version(of: masks))"
        }
    }

    /// In pixels.
    package static let widths = Snapshots.widths
    /// Of pictures that stand for a whole recording, where nothing is said.
    package static let thumbnailWidth = 320
    /// Key frames that are tried for such a picture: the first may be damaged.
    private static let thumbnailTries = 3
    private static let cacheBytes = 16 << 20
    /// Runs of pictures that are decoded at once: each may take seconds of a processor.
    private static let runsAtOnce = 2
    private static let runsWaiting = 16

    let archive: Archive
    let workers: RecorderWorkers
    private let quality: @Sendable () -> Int
    private let cache = PictureCache<Key>(limit: RecordedStills.cacheBytes)
    private let gate = WorkGate(most: RecordedStills.runsAtOnce, queue: RecordedStills.runsWaiting)

    /// - Parameter quality: 1 to 100.
    init(archive: Archive, workers: RecorderWorkers, quality: @escaping @Sendable () -> Int = { 90 }) {
        self.archive = archive
        self.workers = workers
        self.quality = quality
    }

    /// What a camera saw at a moment.
    ///
    /// - Parameters:
    ///   - stream: "main" or "sub".
    ///   - width: in pixels; the picture's own where nil, which it is never wider than.
    /// - Throws: `gone` where the file is no more or is damaged; `busy`, `unavailable` where no worker makes the picture.
    package func still(
        as principal: Principal,
        of camera: String,
        stream: String,
        at time: WallTime,
        _ choice: StillChoice,
        width: Int?
    ) async throws -> StillAnswer {
        try Policy.require(principal, .playRecordings, .camera(camera))
        let viewing = try viewing(of: camera, for: principal)
        try Self.check(width: width)
        let id = try await archive.camera(camera)
        let kind = try Archive.stream(stream)
        guard let pictures = try await pictures(of: id, kind, at: time) else {
            return .nothing(nearest: try await nearest(to: time, of: id, kind))
        }
        let record = pictures.record
        var still: RecordedStill
        switch choice {
        case .key:
            guard let place = pictures.keyFrame(at: time) else { throw DomainError(ofPictures: .noPictures(record.id)) }
            still = try await self.still(of: pictures, place, viewing.sight, width: width)
        case .frame: still = try await self.still(of: pictures, at: time, viewing.sight, width: width)
        }
        // What is being written may get a later one that is not later than the moment, and masks may be changed.
        still.isFinal = !viewing.sight.isMasked && (!record.isOpen || time < record.end)
        try viewing.requireCurrent()
        return .picture(still)
    }

    /// The first picture of a recording that can be shown.
    ///
    /// - Parameter width: in pixels; it is never wider than it is.
    /// - Throws: as of ``still(as:of:stream:at:_:width:)``; of a camera whose recordings the asker may not play there is none.
    package func thumbnail(as principal: Principal, of recording: String, width: Int?) async throws -> RecordedStill {
        try Self.check(width: width)
        let view = try await archive.recording(as: principal, recording)
        let viewing = try viewing(of: view.camera, for: principal)
        guard let id = RecordingID(view.id) else { throw DomainError.noRecording(recording) }
        let pictures = try await open(id)
        var failure: DomainError?
        for place in pictures.keyFrames(first: Self.thumbnailTries) {
            do throws(DomainError) {
                var still = try await still(of: pictures, place, viewing.sight, width: width ?? Self.thumbnailWidth)
                still.isFinal = !viewing.sight.isMasked
                try viewing.requireCurrent()
                return still
            } catch {
                // Without a worker the next is no better.
                guard error.kind == .gone || error.kind == .unavailable else { throw error }
                failure = failure ?? error
            }
        }
        throw failure ?? DomainError(ofPictures: .noPictures(id))
    }

    /// What somebody sees of a camera in pictures out of its recordings.
    ///
    /// - Throws: where that is masked, and nobody is there to mask it.
    func viewing(of camera: String, for principal: Principal) throws(DomainError) -> Viewing {
        let viewing = archive.masks.viewing(of: camera, for: principal)
        guard !viewing.sight.isMasked || workers.hasProgram else { throw .masksNeedWorkers(of: camera) }
        return viewing
    }

    static func check(width: Int?) throws(DomainError) {
        guard let width, !widths.contains(width) else { return }
        let (least, most) = (widths.lowerBound, widths.upperBound)
        throw DomainError(.invalid, "width is \(least) to \(most) pixels.", member: "width")
    }

    func open(_ id: RecordingID) async throws(DomainError) -> RecordingPictures {
        do throws(PlaybackError) {
            return try await archive.player.pictures(of: id)
        } catch {
            throw DomainError(ofPictures: error)
        }
    }

    // MARK: Making

    /// - Parameter quality: 1 to 100; nil for the usual one.
    func still(
        of pictures: RecordingPictures,
        _ place: KeyFramePlace,
        _ sight: Sight,
        width: Int?,
        quality: Int? = nil
    ) async throws(DomainError) -> RecordedStill {
        let quality = quality ?? self.quality()
        let key = Key(
            recording: pictures.record.id,
            at: place.at,
            choice: .key,
            width: width,
            quality: quality,
            masks: sight.masks
        )
        let bytes = try await cache.picture(for: key) { [self] () async throws(DomainError) in
            let picture: RecordedPicture
            do throws(PlaybackError) { picture = try await pictures.picture(place) } catch {
                throw DomainError(ofPictures: error)
            }
            return try await file(of: picture, pictures.record, key)
        }
        return Self.still(bytes, pictures.record, key)
    }

    private func still(
        of pictures: RecordingPictures,
        at time: WallTime,
        _ sight: Sight,
        width: Int?
    ) async throws(DomainError) -> RecordedStill {
        try await gate.enter()
        let result: Result<RecordedStill, DomainError>
        do throws(DomainError) {
            result = .success(try await run(of: pictures, at: time, sight, width: width))
        } catch {
            result = .failure(error)
        }
        await gate.leave()
        return try result.get()
    }

    private func run(
        of pictures: RecordingPictures,
        at time: WallTime,
        _ sight: Sight,
        width: Int?
    ) async throws(DomainError) -> RecordedStill {
        let picture: RecordedPicture
        do throws(PlaybackError) { picture = try await pictures.picture(at: time) } catch {
            throw DomainError(ofPictures: error)
        }
        let key = Key(
            recording: pictures.record.id,
            at: picture.at,
            choice: .frame,
            width: width,
            quality: quality(),
            masks: sight.masks
        )
        let bytes = try await cache.picture(for: key) { [self] () async throws(DomainError) in
            try await file(of: picture, pictures.record, key)
        }
        return Self.still(bytes, pictures.record, key)
    }

    private static func still(_ bytes: Bytes, _ record: SegmentRecord, _ key: Key) -> RecordedStill {
        RecordedStill(
            bytes: bytes,
            at: key.at,
            camera: record.camera.text,
            recording: record.id.description,
            version: key.version,
            isFinal: true
        )
    }

    private func file(
        of picture: RecordedPicture,
        _ record: SegmentRecord,
        _ key: Key
    ) async throws(DomainError) -> Bytes {
        // What is a file already is given as it is, where it is not too wide, and shows nothing that is hidden.
        if case .jpeg(let format) = picture.format, key.masks.isEmpty, key.width ?? .max >= format.size.width,
            let unit = picture.units.last
        {
            return unit.payload
        }
        return try await workers.still(
            of: picture,
            masks: key.masks,
            width: key.width ?? 0,
            quality: key.quality,
            camera: record.camera.text
        )
    }
}

extension RecorderWorkers {
    /// A JPEG file of a recorded picture.
    ///
    /// - Parameters:
    ///   - masks: what is covered of it.
    ///   - width: in pixels; 0 for the picture's own, which it is never wider than.
    ///   - quality: 1 to 100.
    func still(
        of picture: RecordedPicture,
        masks: [MaskPolygon],
        width: Int,
        quality: Int,
        camera: String
    ) async throws(DomainError) -> Bytes {
        let pool = try readyPool
        do throws(WorkerError) {
            return try await pool.still(
                ofLast: picture.units.map { TimedUnit(payload: $0.payload, time: $0.time) },
                picture.format,
                masks: masks,
                width: width,
                quality: quality,
                camera: camera
            ).bytes
        } catch {
            throw DomainError(error)
        }
    }
}

extension MaskPolygon {
    /// The same of the same masks.
    static func version(of masks: [MaskPolygon]) -> String {
        let corners = masks.flatMap { mask -> [UInt16] in mask.points.flatMap { [$0.x, $0.y] } + [.max, 0, .max] }
        let bytes = corners.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        return Hexadecimal.encode(SHA256.hash(bytes).prefix(8))
    }
}
