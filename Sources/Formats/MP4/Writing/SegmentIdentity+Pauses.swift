extension SegmentIdentity {
    /// The head of a recording that has no pauses, as that of one which has them: the same boxes, with a longer identity.
    ///
    /// - Parameters:
    ///   - head: the file up to its first fragment: `ftyp` and `moov`. Nothing in it says where anything else of the file
    ///     stands, so that it may become longer.
    ///   - pauses: as the new file has them; 65 535 at most.
    /// - Throws: where it is not the head of a recording of ours.
    package static func adding(_ pauses: [Pause], to head: Span<UInt8>) throws(MP4Error) -> [UInt8] {
        var made = BoxWriter(reservingCapacity: head.count + 2 + pauses.count * 32)
        var found = false
        var boxes = BoxSequence(head, in: .moov)
        while let box = try boxes.next() {
            guard box.type == .moov else {
                made.append(head, from: boxes.bodyOffset - box.length, count: Int(box.boxLength))
                continue
            }
            let content = try adding(pauses, toMovie: boxes.body, &found)
            made.box(.moov) { $0.append(content) }
        }
        guard found else { throw .noMovie }
        return made.bytes
    }

    /// The content of `moov`.
    private static func adding(
        _ pauses: [Pause],
        toMovie body: Span<UInt8>,
        _ found: inout Bool
    ) throws(MP4Error) -> [UInt8] {
        var made = BoxWriter(reservingCapacity: body.count + 2 + pauses.count * 32)
        var boxes = BoxSequence(body, in: .moov)
        while let box = try boxes.next() {
            guard box.type == .uuid, box.userType == userType else {
                made.append(body, from: boxes.bodyOffset - box.length, count: Int(box.boxLength))
                continue
            }
            var identity = try SegmentIdentity(parsing: boxes.body)
            // One of the first version has no place for how it ends, and gets one.
            identity.version = pausedVersion
            identity.pauses = pauses
            identity.write(to: &made)
            found = true
        }
        return made.bytes
    }
}

extension BoxWriter {
    /// A part of what lies somewhere else.
    fileprivate mutating func append(_ bytes: Span<UInt8>, from start: Int, count: Int) {
        for index in start..<start + count { uint8(bytes[index]) }
    }
}
