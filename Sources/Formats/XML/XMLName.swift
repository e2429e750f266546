/// A name in XML, by what it means: prefixes are a matter of each document (Namespaces in XML 1.0 §2).
package struct XMLName: Hashable, Sendable {
    /// The namespace's address; empty where there is none, and where a document uses a prefix that it never declares.
    package var namespace: String
    package var local: String

    package init(_ namespace: String, _ local: String) {
        self.namespace = namespace
        self.local = local
    }
}
