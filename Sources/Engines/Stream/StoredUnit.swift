package import Media

/// What a ring holds of an item that came.
enum RingItem {
    case item(StreamItem)
    /// An access unit whose payload is on the disk and no longer in memory: it need not be kept for viewers who are not there
    /// once a recorder has written it.
    case stored(StoredUnit)
}

struct StoredUnit {
    /// The unit, with an empty payload.
    let unit: AccessUnit
    /// Where its payload is.
    let place: StoredPlace

    init(_ unit: AccessUnit, at place: StoredPlace) {
        var unit = unit
        unit.payload = .empty
        self.unit = unit
        self.place = place
    }
}

/// Where a payload lies.
struct StoredPlace {
    let media: any StoredMedia
    /// Bytes from the beginning of the media.
    let offset: Int64
    /// Bytes.
    let count: Int

    var range: Range<Int64> { offset..<offset + Int64(count) }
}

/// What a recorder has written, and can be read again.
package protocol StoredMedia: AnyObject, Sendable {
    /// All bytes of `range`. Blocks on the disk: for threads that may.
    func read(_ range: Range<Int64>) throws(StoredMediaError) -> Bytes

    /// The same for those that may not.
    func load(_ range: Range<Int64>) async throws(StoredMediaError) -> Bytes
}

/// The media was taken away or cut, or the disk cannot read it.
package struct StoredMediaError: Error, Hashable {
    package init() {}
}
