import Catalog
import MP4
import Storage

/// A recording that is to be joined with others, as its file is.
struct MergeMember: Sendable {
    let row: SegmentRecord
    let file: any MediaFile
    let truth: FileTruth
    let movie: MovieHeader
    let identity: SegmentIdentity

    /// Opens the file, and reads its structure. Blocks.
    init(_ row: SegmentRecord, in store: any MediaStore) throws(MergeFailure) {
        guard let key = StorageKey(row.key) else { throw .incompatible("\(row.key) is no name of a file.") }
        do throws(StorageError) {
            file = try store.open(key, for: .reading)
            truth = try FileTruth(of: file, trustsClosed: true)
        } catch {
            throw .storage(error)
        }
        guard truth.damage == nil, truth.goodLength == row.bytes, let movie = truth.movie, truth.hasMedia,
            let identity = movie.identity
        else { throw .incompatible("The file \(row.key) is not what the catalogue says of it.") }
        self.row = row
        self.movie = movie
        self.identity = identity
        let progress = truth.progress
        guard progress.videoFrames == row.videoFrames, progress.audioFrames == row.audioFrames,
            identity.startTicks.count == movie.tracks.count, movie.tracks.allSatisfy({ $0.timing != nil })
        else { throw .incompatible("The file \(row.key) is not what the catalogue says of it.") }
    }

    /// - Throws: where it is of another stream than another recording, or its tracks are not the same.
    func requireKind(of first: MergeMember) throws(MergeFailure) {
        guard movie.tracks == first.movie.tracks else {
            throw .incompatible("\(row.key) has other parameter sets than \(first.row.key).")
        }
        guard identity.camera == first.identity.camera, identity.stream == first.identity.stream else {
            throw .incompatible("\(row.key) is of another stream than \(first.row.key).")
        }
    }

    /// Of each track, how many ticks later this file begins than another one.
    ///
    /// - Throws: where their tracks are not the same, or their times cannot be compared.
    func shifts(after first: MergeMember) throws(MergeFailure) -> [Int64] {
        try requireKind(of: first)
        guard identity.epoch == first.identity.epoch else {
            throw .incompatible("\(row.key) is of another time line than \(first.row.key).")
        }
        var shifts: [Int64] = []
        for (own, other) in zip(identity.startTicks, first.identity.startTicks) {
            let (shift, overflow) = own.subtractingReportingOverflow(other)
            guard !overflow, shift >= 0 else {
                throw .incompatible("\(row.key) begins before \(first.row.key) on the camera's time line.")
            }
            shifts.append(shift)
        }
        return shifts
    }
}
