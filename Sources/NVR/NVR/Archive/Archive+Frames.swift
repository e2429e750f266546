import Catalog
package import Media
import Playback

/// The pictures of an MJPEG recording, one by one.
package struct RecordingFrames: Sendable {
    package struct Frame: Hashable, Sendable {
        /// From 0 on, in the recording.
        package var index: Int
        package var at: WallTime
        package var bytes: Int
    }

    /// The recording that has them: another one where that which was asked for was joined to it.
    package var recording: RecordingView
    /// In all.
    package var count: Int
    package var items: [Frame]
}

/// One of them.
package struct RecordingFrame: Sendable {
    package var recording: RecordingView
    package var index: Int
    package var at: WallTime
    /// A JPEG file.
    package var bytes: Bytes
}

extension Archive {
    /// Frames of one page at most: the head of each is read.
    package static let mostFrames = 500

    /// Some frames of an MJPEG recording; of one that is being written, of those that were safe on disk.
    ///
    /// - Parameters:
    ///   - first: the number of the first one.
    ///   - limit: 1 to ``mostFrames``.
    /// - Throws: `conflict` for a recording of another codec, whose pictures do not stand by themselves; `forbidden` for those
    ///   from whom masks hide parts of the camera.
    package func frames(
        as principal: Principal,
        of id: String,
        from first: Int,
        limit: Int
    ) async throws -> RecordingFrames {
        guard (1...Self.mostFrames).contains(limit) else {
            throw DomainError(.invalid, "limit is a number from 1 to \(Self.mostFrames).", member: "limit")
        }
        guard (0...Int(Int32.max)).contains(first) else {
            throw DomainError(.invalid, "cursor is not one that was given out.", member: "cursor")
        }
        let (view, viewing, pictures) = try await openFrames(as: principal, of: id)
        do {
            let found = try await pictures.frames(first..<first + limit)
            try viewing.requireCurrent()
            return RecordingFrames(
                recording: view,
                count: pictures.frameCount,
                items: found.map { .init(index: $0.index, at: $0.at, bytes: $0.bytes) }
            )
        } catch let error as PlaybackError {
            throw DomainError(ofPictures: error)
        }
    }

    /// One frame of an MJPEG recording, byte for byte as the camera sent it.
    package func frame(as principal: Principal, of id: String, index: Int) async throws -> RecordingFrame {
        let (view, viewing, pictures) = try await openFrames(as: principal, of: id)
        do {
            let found = try await pictures.frame(index)
            guard let found else {
                throw DomainError(
                    .notFound,
                    "The recording \(view.id) has no frame \(index): its frames are 0 to \(pictures.frameCount - 1)."
                )
            }
            try viewing.requireCurrent()
            return RecordingFrame(recording: view, index: index, at: found.frame.at, bytes: found.bytes)
        } catch let error as PlaybackError {
            throw DomainError(ofPictures: error)
        }
    }

    private func openFrames(
        as principal: Principal,
        of id: String
    ) async throws -> (RecordingView, Viewing, RecordingPictures) {
        let view = try await recording(as: principal, id)
        let viewing = try masks.requireOriginal(of: view.camera, for: principal, "recordings")
        guard let key = RecordingID(view.id) else { throw DomainError.noRecording(id) }
        let pictures: RecordingPictures
        do {
            pictures = try await player.pictures(of: key)
        } catch {
            throw DomainError(ofPictures: error)
        }
        guard pictures.hasFrames else {
            throw DomainError(
                .conflict,
                "The recording \(view.id) is not of MJPEG: its pictures do not stand by themselves. Ask for a still at a time."
            )
        }
        return (view, viewing, pictures)
    }
}
