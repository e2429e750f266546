/// Why bytes were not read as XML, and where.
package struct XMLError: Error, Hashable {
    package enum Reason: Hashable, Sendable {
        /// More bytes than the limit, which this is.
        case tooLarge(Int)
        /// Elements within each other, deeper than the limit, which this is.
        case tooDeep(Int)
        /// More elements, attributes or namespaces than are read.
        case tooMany
        case unexpectedEnd
        case unexpectedCharacter
        /// There is no element: a page of text, or nothing at all.
        case noElement
        /// A name that is none, or too long.
        case name
        /// An end of another element than the one that is open.
        case wrongEnd(expected: String)
        /// A document type: it could declare entities, and no message needs one.
        case documentType
        /// Another encoding than UTF-8 and those that are like it.
        case encoding
    }

    package var reason: Reason
    /// Bytes in front of the fault.
    package var offset: Int

    package init(reason: Reason, offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

extension XMLError: CustomStringConvertible {
    package var description: String {
        switch reason {
        case .tooLarge(let limit): "the XML text is larger than the \(limit) bytes that are read"
        case .tooDeep(let limit): "the XML text nests deeper than \(limit) levels at byte \(offset)"
        case .tooMany: "the XML text has more elements, attributes or namespaces than are read, at byte \(offset)"
        case .unexpectedEnd: "the XML text ends too early, at byte \(offset)"
        case .unexpectedCharacter: "the XML text has a character at byte \(offset) that does not belong there"
        case .noElement: "the text is not XML"
        case .name: "the XML text has a name at byte \(offset) that is none, or too long"
        case .wrongEnd(let expected): "the XML text ends another element than \(expected) at byte \(offset)"
        case .documentType: "the XML text declares a document type, which is refused"
        case .encoding: "the XML text is not in UTF-8"
        }
    }
}
