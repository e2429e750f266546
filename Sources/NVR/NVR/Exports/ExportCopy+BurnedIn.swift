import Jobs
import Media
import Playback
import Storage

extension ExportCopy {
    /// Bytes that are read and written at once.
    private static let piece = 1 << 20
    /// A worker that was lost is replaced.
    private static let tries = 2

    /// A file whose pictures are encoded anew with the time of day in them.
    ///
    /// - Returns: why what was recorded could not be read; nil where the file was taken along.
    mutating func addBurnedIn(_ range: RangeFile, number: Int, by burner: ExportBurner) async throws -> PlaybackError? {
        let recipe = burner.recipe(of: range)
        // Sound alone has no place for the time.
        guard recipe.makesPictures else { return try await add(range, number: number) }
        let film: ExportBurner.Film
        switch try await made(range, recipe, by: burner) {
        case .success(let made): film = made
        case .failure(let error): return error
        }
        let path = ExportPlan.path(of: range, number: number)
        let time = range.start
        do {
            try await thread.run { [writer] in
                try writer.begin(path, byteCount: film.length, time: time)
                try writer.add(film.head)
            }
            try await copy(film)
            let sum = try await thread.run { [writer] in
                film.spool.discard()
                return try writer.end()
            }
            files.append(ExportManifest.File(range, film, path: path, sum))
            // What was encoded anew is in no evidence chain.
            held.append([])
        } catch {
            await thread.run { film.spool.discard() }
            throw error
        }
        done += burner.bytes(of: range)
        report()
        return nil
    }

    private func made(
        _ range: RangeFile,
        _ recipe: FilmRecipe,
        by burner: ExportBurner
    ) async throws -> Result<ExportBurner.Film, PlaybackError> {
        let (planned, done, whole, context) = (burner.bytes(of: range), done, whole, context)
        var tries = 1
        while true {
            do {
                return try await burner.make(
                    of: range,
                    recipe,
                    in: spool,
                    on: thread,
                    waits: {
                        context.report(0, "As many streams are being transcoded as may be: it waits for one to end.")
                    },
                    report: { share in
                        let bytes = Double(done) + share * Double(planned)
                        context.report(min(0.98, bytes / Double(max(whole, 1))))
                    }
                )
            } catch let error as DomainError {
                guard tries < Self.tries, error.kind == .unavailable || error.kind == .busy else { throw error }
                tries += 1
            }
        }
    }

    private func copy(_ film: ExportBurner.Film) async throws {
        var offset: Int64 = 0
        while offset < film.mediaLength {
            try Task.checkCancellation()
            let start = offset
            let count = Int(min(Int64(Self.piece), film.mediaLength - start))
            let taken = try await thread.run { [writer] in
                let bytes = try film.spool.read(at: start, count: count)
                try writer.add(bytes)
                return bytes.count
            }
            guard taken > 0 else {
                throw DomainError(.unavailable, "What was encoded could not be read again.")
            }
            offset += Int64(taken)
        }
    }
}

extension ExportManifest.File {
    init(_ range: RangeFile, _ film: ExportBurner.Film, path: String, _ sum: ExportWriter.Sum) {
        self.init(range, path: path, sum)
        videoCodec = film.codec
        width = film.size?.width
        height = film.size?.height
        videoFrames = film.videoFrames
        audioFrames = film.audioFrames
        isBurnedIn = true
    }
}
