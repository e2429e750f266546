import Foundation

/// What this program was started with.
enum ProgramEnvironment {
    static var libraryPath: String? { ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] }
}
