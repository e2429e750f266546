/// An attribute of an element. Declarations of namespaces are none.
package struct XMLAttribute: Hashable, Sendable {
    package var name: XMLName
    package var value: String

    package init(name: XMLName, value: String) {
        self.name = name
        self.value = value
    }
}
