/// Why a live stream cannot be served as HLS, or something of it not.
package enum LiveHLSError: Error, Hashable, CustomStringConvertible {
    /// There are as many streams as may be.
    case full(Int)
    /// No container carries it; the names of the codecs.
    case notCarried([String])
    /// The query of a playlist's address makes no sense; a sentence.
    case malformed(String)
    /// What is asked for lies further ahead than anyone needs to wait for.
    case tooFarAhead
    /// There is no such segment, or no longer.
    case noSuchFile
    /// It has not come in time.
    case late
    /// As many wait as may.
    case tooManyWait
    /// The stream has ended while somebody waited.
    case ended

    package var description: String {
        switch self {
        case .full(let count):
            "\(count) streams are served as HLS, and that is as many as may be. Stop watching another, and try again."
        case .notCarried(let codecs):
            "HLS cannot carry \(codecs.isEmpty ? "this stream" : codecs.joined(separator: " and "))."
        case .malformed(let sentence): sentence
        case .tooFarAhead: "What is asked for lies too far ahead."
        case .noSuchFile: "There is no such segment, or no longer: load the playlist again."
        case .late: "The camera has sent nothing new in time. Try again in a few seconds."
        case .tooManyWait: "Too many wait for what this stream will bring. Try again in a few seconds."
        case .ended: "The stream has ended. Load the playlist again."
        }
    }
}
