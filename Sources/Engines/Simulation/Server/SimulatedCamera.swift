/// A stream of a simulated camera: a path, and the clip that plays there.
package struct SimulatedCamera: Sendable {
    /// Without slashes at its ends: "main-1".
    package var path: String
    package var clip: Clip
    /// How far its clock is ahead of the server's, and so the clip is on.
    package var clockOffset: Duration

    package init(path: String, clip: Clip, clockOffset: Duration = .zero) {
        self.path = path
        self.clip = clip
        self.clockOffset = clockOffset
    }

    /// Each clip at `/name`, and with a count above 1 also at `/name-1` to `/name-count`.
    ///
    /// Of n cameras, the k-th is on by the k-th part of the clip, in whole pictures, and by the k-th part of a picture's
    /// time besides: so neither key frames nor pictures of many cameras are sent at the same instant. Clips of one length
    /// stay in step with each other, as a camera's main and sub stream are.
    package static func cameras(_ clips: [NamedClip], count: Int) -> [SimulatedCamera] {
        clips.flatMap { named in
            let numbers = count > 1 ? Array(1...count) : []
            return [SimulatedCamera(path: named.name, clip: named.clip)]
                + numbers.map { number in
                    SimulatedCamera(
                        path: "\(named.name)-\(number)",
                        clip: named.clip,
                        clockOffset: offset(of: named.clip, part: number - 1, of: count)
                    )
                }
        }
    }

    private static func offset(of clip: Clip, part: Int, of count: Int) -> Duration {
        let pictures = (clip.unitCounts.first ?? 0) * part / count
        return clip.picturePeriod * pictures + clip.picturePeriod * part / count
    }
}
