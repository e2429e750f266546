import Logging

/// Levels of the log by the document's words and numbers, which have four.
enum LightLevel: String, CaseIterable {
    case error, warn, info, debug

    /// 0 to 3.
    var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    init(_ level: Logger.Level) {
        self =
            switch level {
            case .trace, .debug: .debug
            case .info, .notice: .info
            case .warning: .warn
            case .error, .critical: .error
            }
    }

    /// The least important one that it stands for.
    var level: Logger.Level {
        switch self {
        case .error: .error
        case .warn: .warning
        case .info: .info
        case .debug: .debug
        }
    }
}
