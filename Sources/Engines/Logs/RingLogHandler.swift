package import Logging
import Media

/// Keeps what is logged in a ``LogStore`` and hands it on to the console, both without secrets.
///
///     Logger(label: "nightjar") { label in
///         RingLogHandler(label: label, store: store, console: StreamLogHandler.standardError(label: label))
///     }
///
/// All loggers with this handler have the level of the store, and change it with the store; one whose `logLevel` was
/// set keeps its own.
///
/// Measured on one 2.9 GHz core: 0.6 µs for a plain line, 4 µs with three fields of metadata, 6 µs with an address and
/// a token to mask; as much again and a little more is the console's. A line whose level is off costs what it costs
/// with any other handler.
package struct RingLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:] {
        didSet { fields = LogText.fields(of: metadata) }
    }
    package var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let store: LogStore
    private let console: (any LogHandler)?
    /// The handler's own metadata as it is kept: most lines of a logger have the same.
    private var fields: [LogLine.Field] = []
    private var ownLevel: Logger.Level?

    /// - Parameter console: gets each line behind the mask; nil for none. Its own level and metadata do not count.
    package init(label: String, store: LogStore, console: (any LogHandler)? = nil) {
        self.label = label
        self.store = store
        self.console = console
    }

    package var logLevel: Logger.Level {
        get { ownLevel ?? store.level }
        set { ownLevel = newValue }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let line = LogLine(
            sequence: 0,
            time: .init(nanoseconds: 0),
            level: event.level,
            label: label,
            source: event.source,
            message: LogText.clean(event.message.description),
            metadata: allFields(of: event)
        )
        store.append(line)
        guard let console else { return }
        var masked = event
        masked.message = "\(line.message)"
        masked.error = nil
        masked.metadata =
            line.metadata.isEmpty
            ? nil
            : Dictionary(line.metadata.map { ($0.name, .string($0.value)) }, uniquingKeysWith: { first, _ in first })
        console.log(event: masked)
    }

    /// The statement's own metadata before the provider's, and these before the handler's.
    private func allFields(of event: LogEvent) -> [LogLine.Field] {
        var extra = metadataProvider?.get() ?? [:]
        if let own = event.metadata { extra.merge(own) { _, own in own } }
        if let error = event.error {
            extra["error.message"] = "\(error)"
            extra["error.type"] = "\(String(reflecting: type(of: error)))"
        }
        guard !extra.isEmpty else { return fields }
        let added = LogText.fields(of: extra)
        let names = Set(added.map(\.name))
        return (fields.filter { !names.contains($0.name) } + added).sorted { $0.name < $1.name }
    }
}
