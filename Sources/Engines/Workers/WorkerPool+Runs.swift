package import Media
package import WorkerChannel

/// An access unit with the time at which its picture is shown, in ticks of its track.
package struct TimedUnit: Sendable {
    package var payload: Bytes
    package var time: Int64

    package init(payload: Bytes, time: Int64) {
        self.payload = payload
        self.time = time
    }
}

extension WorkerPool {
    /// A worker may take so much longer for each unit beyond the first: a large picture on a slow processor.
    private static let longestOfUnit: Duration = .milliseconds(100)

    /// A JPEG file of a picture that may need others.
    ///
    /// - Parameters:
    ///   - units: in the order in which they are decoded: the first is a key frame, the last the picture; each with a time of
    ///     its own. All are on the way at once: how much that may be is for the caller to bound.
    ///   - format: of their track.
    ///   - masks: what is covered of it; ``DecodeSetup/mostMasks`` at most.
    ///   - width: in pixels; 0 for the picture's own, which it is never wider than.
    ///   - quality: 1 to 100.
    ///   - camera: whose picture it is.
    package func still(
        ofLast units: [TimedUnit],
        _ format: TrackFormat,
        masks: [MaskPolygon] = [],
        width: Int = 0,
        quality: Int = 80,
        camera: String
    ) async throws(WorkerError) -> StillPicture {
        guard let last = units.indices.last else { throw .notVideo }
        if last == 0 {
            return try await still(
                of: units[0].payload,
                format,
                masks: masks,
                width: width,
                quality: quality,
                camera: camera
            )
        }
        let output = DecodeOutputSetup.jpeg(
            width: UInt16(clamping: max(0, width)),
            quality: UInt8(min(max(1, quality), 100))
        )
        guard let setup = DecodeSetup(format, masks: masks, outputs: [output]) else { throw .notVideo }
        let feeds = units.indices.map { index in
            var flags: DecodeFeed.Flags = index == 0 ? .key : []
            if index == last { flags.insert(.last) }
            let unit = units[index]
            return DecodeFeed(payload: unit.payload, time: unit.time, flags: flags, outputs: index == last ? .max : 0)
        }
        let yield = try await perform(
            .decodeLast(setup, feeds),
            camera: camera,
            longest: limits.picture + Self.longestOfUnit * last
        )
        guard case .pictures(let pictures) = yield, let picture = pictures.first else { throw .failed(.undecodable) }
        guard !picture.flags.contains(.damaged) else { throw .damaged }
        return StillPicture(bytes: picture.payload, size: picture.size)
    }
}
