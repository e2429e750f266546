import Foundation
import MP4
import Media

extension Clip {
    /// A clip is kept in memory, so it has a bound.
    package static let maximumFileSize = 512 << 20

    /// Reads an MP4 file of H.264, H.265 or Motion JPEG with AAC, Opus, G.711 or no sound. Takes the time that reading
    /// takes: not for event loops.
    ///
    /// - Parameter orderDifference: above 0, H.265 is sent with decoding order numbers, and that number is announced.
    package static func load(_ path: String, orderDifference: UInt16 = 0) throws(ClipError) -> Clip {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
        } catch {
            throw ClipError(path: path, reason: .unreadable(reason(of: error)))
        }
        guard data.count <= maximumFileSize else {
            throw ClipError(path: path, reason: .tooLarge(bytes: data.count))
        }
        do throws(ClipError.Failure) {
            return try read([UInt8](data).span, orderDifference: orderDifference)
        } catch {
            throw ClipError(path: path, reason: error.reason)
        }
    }

    /// Reads the bytes of an MP4 file.
    static func read(_ file: Span<UInt8>, orderDifference: UInt16 = 0) throws(ClipError.Failure) -> Clip {
        let movie = try scan(file)
        var builder = try ClipBuilder(movie, orderDifference: orderDifference)
        for sample in movie.samples {
            let start = Int(sample.offset)
            guard start >= 0, start + Int(sample.size) <= file.count else {
                throw .init(.notMP4(.endOfFile(at: Int64(file.count))))
            }
            try builder.add(sample, file.extracting(start..<start + Int(sample.size)))
        }
        return try builder.finish()
    }

    private static func scan(_ file: Span<UInt8>) throws(ClipError.Failure) -> MP4Movie {
        var scan = MP4FileScan(fileLength: Int64(file.count))
        while true {
            switch scan.step {
            case .read(let offset, let count):
                let start = min(Int(offset), file.count)
                scan.feed(file.extracting(start..<min(start + count, file.count)))
            case .movie(let movie): return movie
            case .failed(let error): throw .init(.notMP4(error))
            }
        }
    }

    private static func reason(of error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileReadNoSuchFile, .fileNoSuchFile: "there is no such file"
        case .fileReadNoPermission: "the file's permissions do not allow it"
        default: "\(error)"
        }
    }
}

extension ClipError {
    /// A reason, while the path is not known.
    struct Failure: Error, Hashable {
        let reason: Reason
        init(_ reason: Reason) { self.reason = reason }
    }
}
