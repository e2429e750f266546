import Catalog
import Cryptography
import Logging
package import Media
import Playback
import Storage
import Stream

/// Small pictures at equal distances, for whoever scrubs through what was recorded: made by workers from key frames when
/// somebody asks, in sheets, which are kept on disk as long as the recordings are there.
///
/// All calls may come from any thread.
package final class Storyboards: Sendable {
    /// Of a picture, in pixels.
    package static let width = 160
    private static let quality = 70
    /// Sheets that one question is answered with.
    package static let mostSheets = 500
    /// What is recorded is on disk, and in the catalogue, after so long.
    private static let settling: Duration = .seconds(10)
    /// Sheets that are made at once, and that wait; and pictures of each at once. Everybody else's pictures come between.
    private static let sheetsAtOnce = 2
    private static let sheetsWaiting = 16
    static let tilesAtOnce = 2
    /// So often sheets are looked for whose recordings are gone.
    private static let sweepInterval: Duration = .seconds(3600)

    private let stills: RecordedStills
    private let shelf: StoryboardShelf
    private let gate = WorkGate(most: Storyboards.sheetsAtOnce, queue: Storyboards.sheetsWaiting)
    private let making: SharedWork<Made, StoryboardSheet>

    /// A sheet that is made, and what is covered of its pictures.
    private struct Made: Hashable, Sendable {
        var name: StoryboardShelf.Name
        var sight: Sight
    }

    init(stills: RecordedStills, shelf: StoryboardShelf) {
        self.stills = stills
        self.shelf = shelf
        // Nothing is kept here: what is made is on the shelf.
        making = SharedWork(lifetime: .zero, most: 1, time: stills.archive.time)
    }

    private var archive: Archive { stills.archive }

    // MARK: Asking

    /// The sheets of a stretch of time of which anything is recorded.
    ///
    /// - Parameters:
    ///   - stream: "main" or "sub"; nil for the sub stream, which costs less, where as much is recorded of it.
    ///   - interval: seconds between two pictures; the next longer one that there is.
    package func sheets(
        as principal: Principal,
        of camera: String,
        stream: String?,
        from: WallTime,
        to: WallTime,
        interval: Int
    ) async throws -> StoryboardView {
        try Policy.require(principal, .playRecordings, .camera(camera))
        _ = try stills.viewing(of: camera, for: principal)
        guard from < to else {
            throw DomainError(.invalid, "The time asked for must end after it begins.", member: "to")
        }
        guard let interval = StoryboardSheetID.intervals.first(where: { $0 >= interval }), interval > 0 else {
            let longest = StoryboardSheetID.intervals.last ?? 0
            throw DomainError(.invalid, "interval_s is 1 to \(longest) seconds.", member: "interval_s")
        }
        guard (to - from).inNanoseconds / StoryboardSheetID.length(interval) < Self.mostSheets else {
            throw DomainError(
                .invalid,
                "These are more than \(Self.mostSheets) sheets: ask for a longer interval or a shorter time.",
                member: "interval_s"
            )
        }
        let id = try await archive.camera(camera)
        let (kind, pieces) = try await recorded(of: id, stream, from, to, .seconds(interval))
        let length = StoryboardSheetID.length(interval)
        let numbers = pieces.flatMap { piece in
            let first = piece.range.lowerBound.nanoseconds / length
            return first...max(first, (piece.range.upperBound.nanoseconds - 1) / length)
        }
        let sheets = Set(numbers).sorted().map { number in
            let sheet = StoryboardSheetID(kind, interval: interval, number: number)
            return StoryboardView.Sheet(id: sheet.description, range: sheet.range, isFinal: isSettled(sheet))
        }
        return StoryboardView(
            camera: camera,
            stream: kind.rawValue,
            interval: Int(interval),
            tiles: StoryboardSheetID.tiles,
            width: Self.width,
            sheets: sheets
        )
    }

    /// The pictures of a sheet; none where nothing is recorded then.
    ///
    /// - Throws: `notFound` of what is no sheet; `busy`, `unavailable` where no worker makes the pictures.
    package func sheet(as principal: Principal, of camera: String, _ sheet: String) async throws -> StoryboardSheet {
        try Policy.require(principal, .playRecordings, .camera(camera))
        let viewing = try stills.viewing(of: camera, for: principal)
        let id = try await archive.camera(camera)
        guard let sheet = StoryboardSheetID(sheet) else {
            throw DomainError(.notFound, "There is no such sheet of pictures.")
        }
        let found = try await self.sheet(sheet, of: id, viewing.sight)
        try viewing.requireCurrent()
        return found
    }

    private func sheet(
        _ sheet: StoryboardSheetID,
        of camera: CameraID,
        _ sight: Sight
    ) async throws -> StoryboardSheet {
        let name = try await name(of: sheet, camera: camera)
        // What masks cover is made for whoever asks, and not kept: the next mask makes it another.
        guard isSettled(sheet), !sight.isMasked else { return try await made(name, sight, isFinal: false) }
        if let tiles = await shelf.sheet(name) {
            return StoryboardSheet(tiles: tiles, version: name.text, isFinal: true)
        }
        return try await made(name, sight, isFinal: true)
    }

    private func isSettled(_ sheet: StoryboardSheetID) -> Bool {
        sheet.range.upperBound + Self.settling <= archive.time.wall
    }

    /// What is recorded of the stream that is wanted, or of that which costs less.
    private func recorded(
        of camera: CameraID,
        _ stream: String?,
        _ from: WallTime,
        _ to: WallTime,
        _ resolution: Duration
    ) async throws -> (StreamKind, [Timeline.Piece]) {
        func pieces(_ kind: StreamKind) async throws -> [Timeline.Piece] {
            let query = TimelineQuery(cameras: [camera], stream: kind, from: from, to: to, resolution: resolution)
            return try await archive.catalog.timeline(query).lines.first?.pieces ?? []
        }
        if let stream {
            let kind = try Archive.stream(stream)
            return (kind, try await pieces(kind))
        }
        let (main, sub) = (try await pieces(.main), try await pieces(.sub))
        func sum(_ pieces: [Timeline.Piece]) -> Double { pieces.reduce(0) { $0 + $1.recorded.inSeconds } }
        return sum(sub) > 0 && sum(sub) >= 0.95 * sum(main) ? (.sub, sub) : (.main, main)
    }

    /// With the state of the recordings that the sheet shows. They may be merged without being another.
    private func name(of sheet: StoryboardSheetID, camera: CameraID) async throws(CatalogError) -> StoryboardShelf.Name
    {
        let query = TimelineQuery(
            cameras: [camera],
            stream: sheet.stream,
            from: sheet.range.lowerBound,
            to: sheet.range.upperBound,
            resolution: Archive.tolerance
        )
        let pieces = try await archive.catalog.timeline(query).lines.first?.pieces ?? []
        var spans: [Range<WallTime>] = []
        for piece in pieces {
            if let last = spans.last, piece.range.lowerBound - last.upperBound <= Archive.tolerance {
                spans[spans.count - 1] = last.lowerBound..<max(last.upperBound, piece.range.upperBound)
            } else {
                spans.append(piece.range)
            }
        }
        let text = spans.map { "\($0.lowerBound.nanoseconds)-\($0.upperBound.nanoseconds)" }.joined(separator: " ")
        let state = Hexadecimal.encode(SHA256.hash(Array(text.utf8)).prefix(8))
        return StoryboardShelf.Name(camera: camera, sheet: sheet, state: state)
    }

    // MARK: Making

    private func made(
        _ name: StoryboardShelf.Name,
        _ sight: Sight,
        isFinal: Bool
    ) async throws(DomainError) -> StoryboardSheet {
        try await making.value(for: Made(name: name, sight: sight)) { [self] () async throws(DomainError) in
            try await gate.enter()
            let result: Result<StoryboardSheet, DomainError>
            do throws(DomainError) {
                result = .success(try await make(name, sight, isFinal: isFinal))
            } catch {
                result = .failure(error)
            }
            await gate.leave()
            return try result.get()
        }
    }

    private func make(
        _ name: StoryboardShelf.Name,
        _ sight: Sight,
        isFinal: Bool
    ) async throws(DomainError) -> StoryboardSheet {
        let places = try await StoryboardPlaces(stills: stills, camera: name.camera, sheet: name.sheet).all()
        var results: [(Int, Result<RecordedStill, DomainError>)] = []
        await withTaskGroup(of: (Int, Result<RecordedStill, DomainError>).self) { group in
            var waiting = places.makeIterator()
            for _ in 0..<Self.tilesAtOnce {
                if let place = waiting.next() { group.addTask { await self.tile(place, sight) } }
            }
            for await result in group {
                results.append(result)
                if let place = waiting.next() { group.addTask { await self.tile(place, sight) } }
            }
        }
        var tiles: [StoryboardSheet.Tile] = []
        var failures: [DomainError] = []
        for (number, result) in results.sorted(by: { $0.0 < $1.0 }) {
            switch result {
            case .success(let still): tiles.append(.init(number: number, at: still.at, picture: still.bytes))
            case .failure(let error): failures.append(error)
            }
        }
        if tiles.isEmpty, let failure = failures.first(where: { $0.kind != .gone }) { throw failure }
        // One whose file is damaged stays away; of others a later try may make a picture.
        let isWhole = failures.allSatisfy { $0.kind == .gone }
        if isFinal, isWhole { await shelf.keep(tiles, as: name) }
        return StoryboardSheet(tiles: tiles, version: name.text, isFinal: isFinal && isWhole)
    }

    private func tile(_ place: StoryboardPlaces.Place, _ sight: Sight) async -> (
        Int, Result<RecordedStill, DomainError>
    ) {
        do throws(DomainError) {
            let still = try await stills.still(
                of: place.pictures,
                place.keyFrame,
                sight,
                width: Self.width,
                quality: Self.quality
            )
            return (place.tile, .success(still))
        } catch {
            return (place.tile, .failure(error))
        }
    }

    // MARK: Running

    /// Takes away, now and then, what was made of recordings that are gone. Until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await sweep()
            // Cut short by being cancelled alone, which the loop looks at.
            try? await Task.sleep(for: Self.sweepInterval)
        }
    }

    func sweep() async {
        for kept in await shelf.names() {
            guard !Task.isCancelled else { return }
            let now = try? await name(of: kept.sheet, camera: kept.camera)
            if let now, now != kept { await shelf.drop(kept) }
        }
        await shelf.trim()
    }
}
