import Ingest
import Live

extension StreamWork {
    /// So long somebody waits for the first picture of a camera that is connected only while somebody watches.
    private static let longestWait: Duration = .seconds(15)

    /// How long to wait for a first picture: not at all where the camera is connected anyhow.
    var patience: Duration { ingest.isAwaited ? Self.longestWait : .zero }

    /// Has a stream that is taken only on demand begin, and returns when its first picture is there or will not come; at once
    /// where it is taken already.
    func awaken() async {
        guard ingest.isAwaited else { return }
        _ = await LatestKeyFrame.of(ring, within: patience)
    }
}
