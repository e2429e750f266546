package import Logging
package import Media

/// One line of the log, as it is kept: without secrets, without control characters, and no longer than it may be.
package struct LogLine: Hashable, Sendable {
    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Rises by one with each line of this run of the program; the first is 1.
    package var sequence: UInt64
    package var time: WallTime
    package var level: Logger.Level
    /// The logger's name: "nightjar".
    package var label: String
    /// The room of the program that wrote it: "Ingest".
    package var source: String
    package var message: String
    /// By name.
    package var metadata: [Field]

    package init(
        sequence: UInt64,
        time: WallTime,
        level: Logger.Level,
        label: String,
        source: String,
        message: String,
        metadata: [Field] = []
    ) {
        self.sequence = sequence
        self.time = time
        self.level = level
        self.label = label
        self.source = source
        self.message = message
        self.metadata = metadata
    }

    package subscript(_ name: String) -> String? { metadata.first { $0.name == name }?.value }

    /// Bytes of memory that the line takes, by and large.
    var cost: Int {
        let fields = metadata.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 48 }
        return message.utf8.count + fields + 128
    }
}
