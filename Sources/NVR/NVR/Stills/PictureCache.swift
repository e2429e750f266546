import Media

/// JPEG files that were made a while ago, bounded in bytes: the one that was not asked for the longest goes first. What
/// several ask for at once is made once; what came to nothing is not kept.
actor PictureCache<Key: Hashable & Sendable> {
    private struct Kept {
        let picture: Bytes
        var usedAt: UInt64
    }

    private let limit: Int
    private var kept: [Key: Kept] = [:]
    private var making: [Key: Task<Result<Bytes, DomainError>, Never>] = [:]
    private var clock: UInt64 = 0
    private(set) var bytes = 0

    /// - Parameter limit: bytes of all that is kept, at most.
    init(limit: Int) { self.limit = limit }

    var count: Int { kept.count }

    /// - Parameter make: called where it is not there, and nobody makes it already. It goes on to its end though whoever
    ///   asked first may be gone.
    func picture(
        for key: Key,
        _ make: @escaping @Sendable () async throws(DomainError) -> Bytes
    ) async throws(DomainError) -> Bytes {
        clock += 1
        if let picture = kept[key]?.picture {
            kept[key]?.usedAt = clock
            return picture
        }
        if let task = making[key] { return try await task.value.get() }
        let task = Task { () -> Result<Bytes, DomainError> in
            do throws(DomainError) { return .success(try await make()) } catch { return .failure(error) }
        }
        making[key] = task
        let result = await task.value
        making[key] = nil
        if case .success(let picture) = result { keep(picture, for: key) }
        return try result.get()
    }

    private func keep(_ picture: Bytes, for key: Key) {
        guard picture.count <= limit else { return }
        bytes += picture.count - (kept[key]?.picture.count ?? 0)
        kept[key] = Kept(picture: picture, usedAt: clock)
        while bytes > limit, let oldest = kept.min(by: { $0.value.usedAt < $1.value.usedAt })?.key {
            bytes -= kept.removeValue(forKey: oldest)?.picture.count ?? 0
        }
    }
}
