import Foundation

/// `make test-long` asks for full counts.
enum TestLength {
    static let isLong = ProcessInfo.processInfo.environment["NIGHTJAR_TEST_LONG"] != nil
}
