import Media

/// The oddities of all cameras of a server. Asked where a session begins, and by those parts of it that exist only where
/// something is odd: so it costs nothing where nothing is.
package struct OddityPlan: Hashable, Sendable {
    private enum Value: Hashable {
        case none
        case numbers([Double])
        case text(String)
    }

    private var values: [CameraOddity: Value] = [:]

    package init() {}

    /// - Parameter texts: "NAME" or "NAME=VALUE" each.
    package init(_ texts: [String]) throws(OddityError) {
        for text in texts { try add(text) }
    }

    package mutating func add(_ text: String) throws(OddityError) {
        let (name, value) = text[...].cut(at: "=")
        guard let oddity = CameraOddity(rawValue: String(name)) else { throw OddityError(text: text, oddity: nil) }
        guard let read = Self.read(value.map(String.init), as: oddity.form) else {
            throw OddityError(text: text, oddity: oddity)
        }
        values[oddity] = read
    }

    private static func read(_ text: String?, as form: CameraOddity.Form) -> Value? {
        switch (form, text) {
        case (.nothing, nil), (.secondsIfAny, nil): return Value.none
        case (.seconds, let text?), (.secondsIfAny, let text?):
            return Double(text).flatMap { (0.001...1_000_000).contains($0) ? .numbers([$0]) : nil }
        case (.secondsAndInterval, let text?):
            let numbers = text[...].fields(separatedBy: ",").compactMap { Double($0) }
            guard numbers.count == 2, (0.001...1_000_000).contains(numbers[0]), abs(numbers[1]) <= 1_000_000 else {
                return nil
            }
            return .numbers(numbers)
        case (.factor, let text?):
            return Double(text).flatMap { (0.01...100).contains($0) ? .numbers([$0]) : nil }
        case (.number(let largest), let text?):
            return UInt32(text).flatMap { $0 <= largest ? .numbers([Double($0)]) : nil }
        case (.path, let text?):
            let path = text.hasPrefix("/") ? String(text.dropFirst()) : text
            return CameraServer.Configuration.isValid(path: path) ? .text(path) : nil
        case (.choice(let names), let text?): return names.contains(text) ? .text(text) : nil
        default: return nil
        }
    }

    var isEmpty: Bool { values.isEmpty }

    func has(_ oddity: CameraOddity) -> Bool { values[oddity] != nil }

    func seconds(of oddity: CameraOddity) -> Duration? { number(of: oddity).map { .seconds($0) } }

    func number(of oddity: CameraOddity) -> Double? { numbers(of: oddity).first }

    /// A time and an interval.
    func jump(of oddity: CameraOddity) -> (after: Duration, by: Duration)? {
        let numbers = numbers(of: oddity)
        return numbers.count == 2 ? (.seconds(numbers[0]), .seconds(numbers[1])) : nil
    }

    func text(of oddity: CameraOddity) -> String? {
        if case .text(let text) = values[oddity] { text } else { nil }
    }

    private func numbers(of oddity: CameraOddity) -> [Double] {
        if case .numbers(let numbers) = values[oddity] { numbers } else { [] }
    }
}

/// Why a text is not an oddity.
package struct OddityError: Error, Hashable, CustomStringConvertible {
    package var text: String
    /// The one that it names; nil where it names none.
    package var oddity: CameraOddity?

    package var description: String {
        if let oddity { return "‘\(text)’ is not how an oddity is written: write \(oddity.usage)." }
        return "There is no oddity ‘\(text)’: nightjar camera --help lists them."
    }
}
