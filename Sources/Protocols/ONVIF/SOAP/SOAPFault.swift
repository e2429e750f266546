import XML

/// A fault, of SOAP 1.2 (§5.4) or of 1.1 (§4.4), which some devices send whatever they were asked in.
package struct SOAPFault: Error, Hashable, Sendable {
    package enum Code: String, Hashable, Sendable {
        case sender = "Sender"
        case receiver = "Receiver"
        case versionMismatch = "VersionMismatch"
        case mustUnderstand = "MustUnderstand"
    }

    package var code: Code
    /// From the general to the special, without prefixes: "NotAuthorized"; "InvalidArgVal", "NoProfile".
    package var subcodes: [String]
    /// For a person.
    package var reason: String
    package var detail: String

    package init(_ code: Code, _ subcodes: [String] = [], reason: String, detail: String = "") {
        self.code = code
        self.subcodes = subcodes
        self.reason = reason
        self.detail = detail
    }

    /// What the device says: its reason, or its detail, or its codes where it gives neither.
    package var explanation: String {
        [reason, detail].first { !$0.isEmpty } ?? subcodes.last ?? code.rawValue
    }

    func hasCode(_ code: String) -> Bool { subcodes.contains(code) }
    func hasAnyCode(_ codes: Set<String>) -> Bool { !codes.isDisjoint(with: subcodes) }
}

extension SOAPFault {
    private static let longestText = 400

    /// Nil where the element is no fault.
    init?(_ element: XMLElement) {
        guard element.name.local == "Fault" else { return nil }
        func text(_ element: XMLElement?) -> String { String((element?.trimmedText ?? "").prefix(Self.longestText)) }
        if let code = element.child("Code") {
            self.code = Self.code(code.child("Value")?.trimmedText)
            subcodes = Self.subcodes(of: code)
            reason = text(element.child("Reason")?.child("Text") ?? element.child("Reason"))
            let detail = element.child("Detail")
            self.detail = text(detail?.first("Text") ?? detail)
            // WS-BaseNotification names its faults by an element of the detail, not by a code (§4.1).
            subcodes += detail?.children.prefix(4).map(\.name.local).filter { $0.hasSuffix("Fault") } ?? []
        } else {
            let words = Self.local(element.child("faultcode")?.trimmedText).split(separator: ".").map(String.init)
            code = Self.code(words.first)
            subcodes = words.dropFirst().map { Self.local($0) }
            reason = text(element.child("faultstring"))
            let detail = element.child("detail")
            self.detail = text(detail)
            subcodes += detail?.children.prefix(4).map(\.name.local) ?? []
        }
        guessCode()
    }

    /// Devices with SOAP's own codes alone say in words what they mean.
    private mutating func guessCode() {
        guard subcodes.isEmpty else { return }
        let words = (reason + " " + detail).lowercased()
        let meanings = [
            ("not authorized", "NotAuthorized"), ("notauthorized", "NotAuthorized"), ("unauthorized", "NotAuthorized"),
            ("authority failure", "NotAuthorized"), ("authentication fail", "NotAuthorized"),
            ("not implemented", "ActionNotSupported"), ("not support", "ActionNotSupported"),
        ]
        if let meant = meanings.first(where: { words.contains($0.0) }) { subcodes = [meant.1] }
    }

    private static func subcodes(of code: XMLElement) -> [String] {
        var found: [String] = []
        var level = code.child("Subcode")
        while let subcode = level, found.count < 8 {
            if let value = subcode.child("Value")?.trimmedText, !value.isEmpty { found.append(local(value)) }
            level = subcode.child("Subcode")
        }
        return found
    }

    private static func code(_ text: String?) -> Code {
        switch local(text) {
        case "Sender", "Client": .sender
        case "VersionMismatch": .versionMismatch
        case "MustUnderstand": .mustUnderstand
        default: .receiver
        }
    }

    /// Without its prefix.
    private static func local(_ text: String?) -> String {
        guard let text, let last = text.split(separator: ":").last else { return "" }
        return String(last)
    }

    /// As SOAP 1.2 has it.
    var element: XMLElement {
        func named(_ name: String, _ text: String = "", _ children: [XMLElement] = []) -> XMLElement {
            XMLElement(XMLName(ONVIFNamespace.envelope, name), text: text, children: children)
        }
        var code = named("Code", "", [named("Value", "s:" + self.code.rawValue)])
        var inner: XMLElement?
        for subcode in subcodes.reversed() {
            inner = named("Subcode", "", [named("Value", "ter:" + subcode)] + [inner].compactMap { $0 })
        }
        if let inner { code.children.append(inner) }
        var text = named("Text", reason)
        text.attributes = [XMLAttribute(name: XMLName("http://www.w3.org/XML/1998/namespace", "lang"), value: "en")]
        var fault = named("Fault", "", [code, named("Reason", "", [text])])
        if !detail.isEmpty { fault.children.append(named("Detail", "", [named("Text", detail)])) }
        return fault
    }
}
