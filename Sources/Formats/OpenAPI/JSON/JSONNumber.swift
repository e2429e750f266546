/// A number of JSON (RFC 8259 §6): whole numbers of 64 bits exactly, all others as a `Double`; never infinite.
package struct JSONNumber: Hashable, Sendable {
    private enum Kind: Hashable {
        case whole(Int64)
        /// None that a whole number of 64 bits could be, so that equal numbers are equal values.
        case other(Double)
    }

    private let kind: Kind

    package init(_ whole: Int64) { kind = .whole(whole) }

    package init(_ whole: some FixedWidthInteger) {
        kind = Int64(exactly: whole).map(Kind.whole) ?? .other(Double(whole))
    }

    /// Nil for what JSON cannot say: infinity and "not a number".
    package init?(_ number: Double) {
        guard number.isFinite else { return nil }
        kind = Int64(exactly: number).map(Kind.whole) ?? .other(number)
    }

    /// The number, where it is a whole one of 64 bits: `1.0` is 1.
    package var whole: Int64? {
        if case .whole(let whole) = kind { whole } else { nil }
    }

    /// The nearest `Double`.
    package var double: Double {
        switch kind {
        case .whole(let whole): Double(whole)
        case .other(let number): number
        }
    }

    /// Whether it has no fraction, however large it is.
    package var isWhole: Bool { double.rounded() == double }
}

extension JSONNumber: Comparable {
    package static func < (left: JSONNumber, right: JSONNumber) -> Bool {
        switch (left.kind, right.kind) {
        case (.whole(let left), .whole(let right)): left < right
        case (.other(let left), .other(let right)): left < right
        case (.whole(let left), .other(let right)): isLess(left, right)
        case (.other(let left), .whole(let right)): !isLess(right, left)
        }
    }

    /// The second number lies between two whole ones, or beyond all of 64 bits.
    private static func isLess(_ left: Int64, _ right: Double) -> Bool {
        guard let below = Int64(exactly: right.rounded(.down)) else { return right > 0 }
        return left <= below
    }
}

extension JSONNumber: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    package init(integerLiteral value: Int64) { self.init(value) }

    package init(floatLiteral value: Double) {
        guard let number = JSONNumber(value) else { preconditionFailure("JSON has no infinity") }
        self = number
    }
}

extension JSONNumber: CustomStringConvertible {
    /// As JSON writes it.
    package var description: String {
        switch kind {
        case .whole(let whole): "\(whole)"
        case .other(let number): "\(number)"
        }
    }
}
