package import Catalog
import HLS
package import MP4
package import Media

extension Player {
    /// Opens what was recorded of a stream between two times as one film. Of a recording that is being written, it has what
    /// is in the file now.
    package func openRange(
        of camera: CameraID,
        _ stream: StreamKind,
        from: WallTime,
        to: WallTime
    ) async throws(PlaybackError) -> RangeFile {
        try await RangeOpener(player: self, camera: camera, stream: stream, from: from, to: to).open()
    }

    /// The same as an ordinary file: `moov` with all tables first. For that the head of every fragment is read.
    package func openProgressiveRange(
        of camera: CameraID,
        _ stream: StreamKind,
        from: WallTime,
        to: WallTime
    ) async throws(PlaybackError) -> RangeFile {
        let range = try await openRange(of: camera, stream, from: from, to: to)
        return try await progressive(range, mostFragments: ProgressiveMaker.usualFragments)
    }

    /// A film as an ordinary file.
    ///
    /// - Parameters:
    ///   - mostFragments: that it may have: a fragment of 25 pictures takes some 800 bytes of memory.
    ///   - text: that goes with it; nil for none.
    /// - Throws: `tooManyParts` where it has more.
    package func progressive(
        _ range: RangeFile,
        mostFragments: Int,
        text: TextTrack? = nil
    ) async throws(PlaybackError) -> RangeFile {
        try await ProgressiveMaker(player: self, mostFragments: mostFragments, text: text).make(of: range)
    }

    /// The same as a playlist of HLS, whose segments are whole groups of pictures.
    ///
    /// - Parameters:
    ///   - makesPictures: whether pictures of any codec are made into what can be played.
    ///   - suffix: what is put behind each name: a query.
    package func listVOD(
        of camera: CameraID,
        _ stream: StreamKind,
        from: WallTime,
        to: WallTime,
        in container: VODContainer,
        makesPictures: Bool = false,
        suffix: String = ""
    ) async throws(PlaybackError) -> String {
        let opener = RangeOpener(player: self, camera: camera, stream: stream, from: from, to: to)
        let lister = VODLister(
            opener: opener,
            container: container,
            makesPictures: makesPictures,
            suffix: suffix
        )
        return try await lister.list().text()
    }

    /// A file that such a playlist names, of this camera.
    package func openVOD(_ name: VODName, of camera: CameraID) async throws(PlaybackError) -> VODFile {
        try await VODOpener(player: self, camera: camera).open(name)
    }
}
