package import XML

/// Something with fields that stands in messages. Whoever conforms says nothing but its fields, in the order of the schema: by
/// their names (`videoSource` is the element `VideoSource`), and as ``Attribute`` where they are attributes. A field
/// with the coding key "" is the element's own text, and an array stands as so many elements of one name.
///
/// Reading is forgiving: a field that need not be there and cannot be read is taken as absent, and a member of a list that
/// cannot be read is left out, so that one oddity does not cost a whole answer.
package protocol ONVIFStructure: Codable, Hashable, Sendable {
    init()
    /// Where its fields' elements stand.
    static var namespace: String { get }
    /// The same for a single field that stands elsewhere, by its element's name.
    static func namespace(of field: String) -> String
}

extension ONVIFStructure {
    package static var namespace: String { ONVIFNamespace.schema }
    package static func namespace(of field: String) -> String { namespace }

    /// One that is filled in at once.
    package init(_ fill: (inout Self) -> Void) {
        self.init()
        fill(&self)
    }

    /// As an element of this name.
    package func element(_ name: XMLName) throws(ONVIFError) -> XMLElement {
        let node = StructureNode(name)
        do {
            try encode(to: StructureEncoder(node: node, structure: Self.self))
        } catch {
            throw .unwritable("\(error)")
        }
        return node.element
    }

    package init(reading element: XMLElement) throws(ONVIFError) {
        do {
            self = try Self(from: StructureDecoder(element: element))
        } catch let error as DecodingError {
            throw .unexpectedAnswer(StructureDecoder.explanation(of: error, in: element.name.local))
        } catch {
            throw .unexpectedAnswer("\(element.name.local) cannot be read")
        }
    }
}
