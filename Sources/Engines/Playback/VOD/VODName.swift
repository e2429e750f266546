package import Catalog

/// The name of a file that a playlist of recordings tells: it says all that is needed to make the file, and the same name always
/// stands for the same bytes.
package enum VODName: Hashable, Sendable {
    /// What a player needs before segments of fragmented MP4: `ID.mp4`.
    case initialisation(RecordingID)
    /// Some fragments of a recording: `ID_AT_COUNT_TIME.m4s`, or `.ts`. Neither their place in the file nor its times are in it,
    /// so that it stays good when the recording is joined with others.
    ///
    /// `at` is the wall time of the first, in nanoseconds since the recording's id; `time` when it is decoded on the playlist's
    /// time line, in ticks of track 0.
    case segment(RecordingID, at: Int64, count: Int, time: Int64, VODContainer)

    /// More than any group of pictures has.
    static let mostFragments = 8192
    private static let longestTime: Int64 = 1 << 53

    package init?(_ text: String) {
        let halves = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 100, halves.count == 2 else { return nil }
        let parts = halves[0].split(separator: "_", omittingEmptySubsequences: false)
        guard let id = RecordingID(String(parts[0])) else { return nil }
        if halves[1] == "mp4", parts.count == 1 {
            self = .initialisation(id)
            return
        }
        guard let container = VODContainer.allCases.first(where: { $0.fileExtension == halves[1] }), parts.count == 4,
            let at = Int64(parts[1]), let count = Int(parts[2]), let time = Int64(parts[3]),
            (-Self.longestTime...Self.longestTime).contains(at), (1...Self.mostFragments).contains(count),
            (-Self.longestTime...Self.longestTime).contains(time)
        else { return nil }
        self = .segment(id, at: at, count: count, time: time, container)
    }

    /// Whether a playlist with segments in this container may name it.
    package func belongs(to container: VODContainer) -> Bool {
        switch self {
        case .initialisation: container == .fragmentedMP4
        case .segment(_, _, _, _, let own): own == container
        }
    }

    package var text: String {
        switch self {
        case .initialisation(let id): "\(id).mp4"
        case .segment(let id, let at, let count, let time, let container):
            "\(id)_\(at)_\(count)_\(time).\(container.fileExtension)"
        }
    }
}
