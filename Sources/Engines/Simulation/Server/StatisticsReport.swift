import Foundation
import Logging

/// Keeps a file up to date with the statistics, for whoever measures from outside.
struct StatisticsReport {
    let path: String
    let logger: Logger

    /// Writes each second until the task is cancelled.
    func run(_ statistics: @Sendable () -> CameraServerStatistics) async {
        while !Task.isCancelled {
            write(statistics())
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Replaces the file as a whole, so that no reader sees half of it.
    func write(_ statistics: CameraServerStatistics) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            try encoder.encode(statistics).write(to: URL(filePath: path), options: .atomic)
        } catch {
            logger.warning("the report cannot be written", metadata: ["path": "\(path)", "error": "\(error)"])
        }
    }
}
