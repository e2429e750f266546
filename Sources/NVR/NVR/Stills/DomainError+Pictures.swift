import Playback

extension DomainError {
    /// Why there is no picture out of a recording, as everyone may know it.
    init(ofPictures error: PlaybackError) {
        switch error {
        case .noSuchRecording: self.init(.notFound, error.description)
        // Where it lies is nobody's business.
        case .fileMissing(let id, _), .fileTooShort(let id, _), .damaged(let id, _):
            self.init(.gone, "The file of the recording \(id) is gone or damaged, so no picture can be shown.")
        case .noPictures: self.init(.gone, error.description)
        case .tooFarFromKeyFrame: self.init(.unsupported, error.description)
        case .volumeMissing(let id, _):
            self.init(.unavailable, "The recording \(id) lies on a disk that is not there now.")
        case .unreadable(let id, _): self.init(.unavailable, "The recording \(id) cannot be read from its disk now.")
        // Of ranges alone.
        case .nothingRecorded, .notForHLS, .tooManyParts: self.init(.notFound, error.description)
        case .catalogue(let reason): self.init(.unavailable, reason)
        }
    }
}
