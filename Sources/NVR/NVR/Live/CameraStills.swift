import Catalog
import HTTPAuthentication
import Ingest
import Live
import Logging
import Media
import Stream
import Synchronization

/// Pictures that cameras give by themselves, at an address that is kept for it (`snapshot_url`): often larger than those of
/// the stream, and to be had without it.
final class CameraStills: Sendable {
    private struct Key: Hashable, Sendable {
        let camera: CameraID
        /// As it is kept: one that was changed is asked at once.
        let url: String
    }

    /// Whatever the camera does, nobody waits longer.
    static let patience: Duration = .seconds(5)
    /// So long one that gave none is not asked again: many lock an account after a few wrong passwords.
    static let rest: Duration = .seconds(30)
    /// No more than one picture is read; what is larger is none.
    private static let ringBytes = 16 << 20
    /// Pictures, and failures, that are remembered.
    private static let most = 64

    private let rules: CameraRules
    private let hosts: CameraHosts
    private let loop: IngestLoop
    private let time: any TimeSource
    private let logger: Logger
    private let shared: SharedWork<Key, LatestKeyFrame>
    /// When it is asked again.
    private let failures = Mutex<[Key: MonotonicTime]>([:])

    /// - Parameter lifetime: how long a picture is given to others who ask.
    init(
        rules: CameraRules,
        hosts: CameraHosts,
        loop: IngestLoop,
        lifetime: Duration = Snapshots.lifetime,
        time: any TimeSource,
        logger: Logger
    ) {
        self.rules = rules
        self.hosts = hosts
        self.loop = loop
        self.time = time
        self.logger = logger
        shared = SharedWork(lifetime: lifetime, most: Self.most, time: time)
    }

    /// - Parameter isFresh: whether a picture of some seconds ago will not do.
    /// - Returns: nil where the camera has no such address, or gives no picture there now, which is logged.
    func picture(of record: CameraRecord, isFresh: Bool) async -> LatestKeyFrame? {
        guard let text = record.snapshotURL else { return nil }
        let key = Key(camera: record.id, url: text)
        let now = time.monotonic
        guard failures.withLock({ $0[key] }).map({ $0 <= now }) ?? true else { return nil }
        do throws(DomainError) {
            let picture: LatestKeyFrame
            if isFresh {
                picture = try await fetch(record)
            } else {
                picture = try await shared.value(for: key) { [self] () async throws(DomainError) in
                    try await fetch(record)
                }
            }
            failures.withLock { $0[key] = nil }
            return picture
        } catch {
            note(error.sentence, key)
            return nil
        }
    }

    private func note(_ reason: String, _ key: Key) {
        let now = time.monotonic
        failures.withLock { failures in
            failures = failures.filter { $0.value > now }
            if failures.count < Self.most { failures[key] = now + Self.rest }
        }
        logger.warning(
            "the camera's own snapshot cannot be had; a key frame of the stream is given instead",
            metadata: ["camera": "\(key.camera)", "reason": "\(reason)"]
        )
    }

    /// One session that ends with its first picture: with all that protects a recorder from a camera.
    private func fetch(_ record: CameraRecord) async throws(DomainError) -> LatestKeyFrame {
        guard let source = rules.snapshotSource(of: record) else {
            throw DomainError(.unavailable, "Its address cannot be read.")
        }
        let ring = StreamRing(limits: .init(bytes: Self.ringBytes))
        var quiet = logger
        // What goes wrong is said once, here.
        quiet.logLevel = .critical
        let ingest = StreamIngest(source: source, ring: ring, loop: loop, hosts: hosts, time: time, logger: quiet)
        let (picture, status) = await withTaskGroup(of: Void.self) { group in
            group.addTask { await ingest.run() }
            let picture = await LatestKeyFrame.of(ring, within: Self.patience)
            let status = ingest.status
            group.cancelAll()
            return (picture, status)
        }
        if let picture { return picture }
        let seconds = Self.patience.components.seconds
        throw DomainError(
            .unavailable,
            status.state == .waiting ? status.reason : "No picture that is a JPEG came within \(seconds) s."
        )
    }
}

extension CameraRules {
    /// Where the camera gives a picture by itself; nil where it does not.
    func snapshotSource(of record: CameraRecord) -> StreamSource? {
        guard let text = record.snapshotURL, let url = url(text, of: record) else { return nil }
        var source = StreamSource(
            name: "\(record.id)/snapshot",
            url: url,
            credentials: record.username.map { username in
                HTTPCredentials(username: username, password: password(of: record) ?? "")
            },
            takesAudio: false,
            policy: policy(isDemo: record.isDemo)
        )
        source.certificateFingerprint = record.certificateFingerprint
        source.priority = record.priority
        return source
    }
}
