package import Media

/// An access unit whose payload is on the disk and no longer in memory: a ring need not keep for viewers who are not
/// there what a recorder has written.
package struct StoredUnit: Sendable {
    /// The unit, with an empty payload.
    package let unit: AccessUnit
    /// Where its payload is.
    package let place: StoredPlace

    init(_ unit: AccessUnit, at place: StoredPlace) {
        var unit = unit
        unit.payload = .empty
        self.unit = unit
        self.place = place
    }
}

/// Where a payload lies.
package struct StoredPlace: Sendable {
    package let media: any StoredMedia
    /// Bytes from the beginning of the media.
    package let offset: Int64
    /// Bytes.
    package let count: Int

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
