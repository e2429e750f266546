import Logging
import Storage

extension Recorder {
    /// Pictures for scrubbing, with a folder in which they are kept. Where that cannot be used, they are made anew each time.
    static func storyboards(
        _ stills: RecordedStills,
        at path: String,
        _ threads: DiskThreads,
        _ settings: Settings,
        _ logger: Logger
    ) -> Storyboards {
        var folder: PrivateFolder?
        do {
            folder = try PrivateFolder(path: path)
        } catch {
            logger.warning("pictures for scrubbing cannot be kept", metadata: ["reason": "\(error)"])
        }
        let shelf = StoryboardShelf(
            folder: folder,
            threads: threads,
            limit: { Int64(settings.value(\.storage.storyboardMegabytes)) << 20 },
            logger: logger
        )
        return Storyboards(stills: stills, shelf: shelf)
    }
}
