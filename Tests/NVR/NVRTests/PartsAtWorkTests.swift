import Logging
import Testing

@testable import NVR

struct PartsAtWorkTests {
    /// Gives on what is logged.
    private struct Told: LogHandler {
        let lines: AsyncStream<String>.Continuation
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.yield("\(event.message): \(event.metadata?["still at work"].map { "\($0)" } ?? "")")
        }
    }

    /// One part goes on, one has ended: the first is named, and nothing before the end begins.
    @Test(.timeLimit(.minutes(1))) func anEndThatTakesLongNamesWhatItWaitsFor() async {
        let parts = PartsAtWork(patience: .milliseconds(10))
        let (lines, told) = AsyncStream.makeStream(of: String.self)
        let (work, worked) = AsyncStream.makeStream(of: Void.self)
        let (begun, hasBegun) = AsyncStream.makeStream(of: Void.self)
        let logger = Logger(label: "test") { _ in Told(lines: told) }
        await parts.run("exports") {}
        let busy = Task {
            await parts.run("storyboards") {
                hasBegun.yield()
                for await _ in work {}
            }
        }
        for await _ in begun { break }
        let watch = Task { await parts.watch(logger) }
        parts.beginEnd()
        var first: String?
        for await line in lines {
            first = line
            break
        }
        #expect(first == "the end takes long: storyboards")
        worked.finish()
        await busy.value
        watch.cancel()
        await watch.value
    }
}
