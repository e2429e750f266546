import Media

/// A simple value as it stands in a text, read as forgivingly as its meaning allows.
protocol TextScalar {
    init?(text: Substring)
    var text: String { get }
}

extension String: TextScalar {
    init?(text: Substring) { self = String(text) }
    var text: String { self }
}

extension Bool: TextScalar {
    /// Beside those of the standard (XML Schema 2 §3.2.2) the words that devices send.
    init?(text: Substring) {
        switch text.lowercased() {
        case "true", "1", "on", "yes", "active": self = true
        case "false", "0", "off", "no", "inactive": self = false
        default: return nil
        }
    }
    var text: String { self ? "true" : "false" }
}

extension Int: TextScalar {
    /// Also what some write as a fraction: "25.0".
    init?(text: Substring) {
        if let whole = Int(text) {
            self = whole
        } else if let fraction = Double(text), let whole = Int(exactly: fraction.rounded()) {
            self = whole
        } else {
            return nil
        }
    }
    var text: String { String(self) }
}

extension Double: TextScalar {
    /// A comma too, as devices with another country's settings write it. Never infinite.
    init?(text: Substring) {
        let (whole, fraction) = text.cut(at: ",")
        let plain = fraction.map { "\(whole).\($0)" } ?? String(text)
        guard let number = Double(plain), number.isFinite else { return nil }
        self = number
    }
    var text: String { self == rounded() && abs(self) < 1e15 ? String(Int64(self)) : String(self) }
}
