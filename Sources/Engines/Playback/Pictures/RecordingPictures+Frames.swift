import MP4
package import Media

/// The pictures of a recording by their numbers, where each is a whole one: of MJPEG.
extension RecordingPictures {
    package struct Frame: Hashable, Sendable {
        /// From 0 on.
        package var index: Int
        package var at: WallTime
        package var bytes: Int
    }

    /// Whether each picture can be had by itself.
    package var hasFrames: Bool {
        if case .jpeg = format { true } else { false }
    }

    package var frameCount: Int { entries.reduce(0) { $0 + Int($1.videoSamples) } }

    /// Those of these numbers that there are. The index says where each fragment lies; its head, how long the picture is.
    package func frames(_ wanted: Range<Int>) async throws(PlaybackError) -> [Frame] {
        var frames: [Frame] = []
        var first = 0
        for entry in entries {
            guard first < wanted.upperBound else { break }
            let own = first..<first + Int(entry.videoSamples)
            first = own.upperBound
            guard own.overlaps(wanted) else { continue }
            for (offset, sample) in try await samples(of: entry).enumerated() {
                let index = own.lowerBound + offset
                guard wanted.contains(index) else { continue }
                frames.append(Frame(index: index, at: sample.at, bytes: sample.size))
            }
        }
        return frames
    }

    /// A picture as it was recorded; nil where there is none of this number.
    package func frame(_ index: Int) async throws(PlaybackError) -> (frame: Frame, bytes: Bytes)? {
        var first = 0
        for entry in entries {
            let own = first..<first + Int(entry.videoSamples)
            first = own.upperBound
            guard own.contains(index) else { continue }
            let samples = try await samples(of: entry)
            guard samples.indices.contains(index - own.lowerBound) else {
                throw damaged("A fragment has fewer pictures than the index says.")
            }
            let sample = samples[index - own.lowerBound]
            let unit = try await unit(sample)
            return (Frame(index: index, at: sample.at, bytes: sample.size), unit.payload)
        }
        return nil
    }
}
