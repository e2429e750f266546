import Foundation
import Media
import Testing

@testable import Catalog

/// The implementations that the contract is tested with.
enum Implementation: String, CaseIterable, CustomTestStringConvertible {
    case sqlite
    case inMemory

    var testDescription: String { rawValue }

    /// Calls `body` with a new, empty catalogue.
    func withCatalog(_ body: (any Catalog) async throws -> Void) async throws {
        switch self {
        case .inMemory:
            try await body(InMemoryCatalog())
        case .sqlite:
            let folder = try TemporaryFolder()
            let catalog = try SQLiteCatalog(path: folder.file("nightjar.sqlite"))
            try await body(catalog)
            try catalog.close()
        }
    }
}

/// Calls `body` with a new catalogue of two cameras on disk.
func withGateAndYard(_ body: (SQLiteCatalog) async throws -> Void) async throws {
    let folder = try TemporaryFolder()
    let catalog = try SQLiteCatalog(path: folder.file("nightjar.sqlite"))
    for name in ["gate", "yard"] { try await catalog.insert(camera(name)) }
    try await body(catalog)
    try catalog.close()
}

/// A recording that has come so far.
func progress(_ end: WallTime) -> SegmentProgress {
    SegmentProgress(end: end, bytes: 7, videoFrames: 1, audioFrames: 0, keyFrames: 1)
}

/// A folder that goes with its last reference.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("catalog-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func file(_ name: String) -> String { url.appendingPathComponent(name).path }

    /// The names and the contents of all files.
    func contents() throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: url.path) {
            contents[name] = try Data(contentsOf: url.appendingPathComponent(name))
        }
        return contents
    }
}

extension CameraID: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) {
        guard let id = CameraID(text) else { preconditionFailure("\(text) is no id of a camera") }
        self = id
    }
}

let second: Int64 = 1_000_000_000

func at(_ seconds: Int64) -> WallTime { WallTime(nanoseconds: seconds * second) }

func camera(_ id: String, name: String = "A camera") -> CameraRecord {
    CameraRecord(
        id: CameraID(stringLiteral: id),
        name: name,
        mainURL: "rtsp://camera.example/main",
        owner: "local",
        leaseEpoch: 1,
        createdAt: at(1000)
    )
}

func segment(
    _ id: Int64,
    of camera: String = "gate",
    _ stream: StreamKind = .main,
    from start: WallTime,
    to end: WallTime,
    bytes: Int64 = 1000,
    isOpen: Bool = false
) -> SegmentRecord {
    SegmentRecord(
        id: RecordingID(nanoseconds: id),
        camera: CameraID(stringLiteral: camera),
        stream: stream,
        start: start,
        end: end,
        bytes: bytes,
        isOpen: isOpen,
        node: "local",
        volume: "default",
        key: "\(camera)/\(stream)/\(camera)_\(id).mp4",
        run: RecordingID(nanoseconds: id)
    )
}

func gap(
    _ id: Int64,
    of camera: String = "gate",
    _ stream: StreamKind = .main,
    from start: WallTime,
    to end: WallTime?,
    _ reason: GapReason = .cameraUnreachable
) -> GapRecord {
    GapRecord(
        id: GapID(nanoseconds: id),
        camera: CameraID(stringLiteral: camera),
        stream: stream,
        start: start,
        end: end,
        reason: reason,
        detail: "No answer."
    )
}

/// The code of the error that `body` throws; nil if it throws none of the catalogue's.
func errorCode(_ body: () async throws -> Void) async -> CatalogError.Code? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? CatalogError)?.code
    }
}
