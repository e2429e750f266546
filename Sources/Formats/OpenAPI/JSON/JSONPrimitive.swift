/// A type that JSON has itself.
protocol JSONPrimitive: Decodable {
    /// Nil where the value is of another kind, or does not fit.
    init?(json value: JSONValue)
    static var schema: Schema { get }
    /// A value that does no harm.
    static var sample: JSONValue { get }
}

extension Bool: JSONPrimitive {
    init?(json value: JSONValue) {
        guard let bool = value.bool else { return nil }
        self = bool
    }

    static var schema: Schema { Schema(type: .boolean) }
    static var sample: JSONValue { false }
}

extension String: JSONPrimitive {
    init?(json value: JSONValue) {
        guard let string = value.string else { return nil }
        self = string
    }

    static var schema: Schema { Schema(type: .string) }
    static var sample: JSONValue { "" }
}

extension Double: JSONPrimitive {
    init?(json value: JSONValue) {
        guard let number = value.number else { return nil }
        self = number.double
    }

    static var schema: Schema { Schema(type: .number, format: "double") }
    static var sample: JSONValue { 0 }
}

extension Float: JSONPrimitive {
    init?(json value: JSONValue) {
        guard let number = value.number, case let float = Float(number.double), float.isFinite else { return nil }
        self = float
    }

    static var schema: Schema { Schema(type: .number, format: "float") }
    static var sample: JSONValue { 0 }
}

extension JSONPrimitive where Self: FixedWidthInteger {
    init?(json value: JSONValue) {
        guard let number = value.number,
            let whole = number.whole.flatMap(Self.init(exactly:)) ?? Self(exactly: number.double)
        else { return nil }
        self = whole
    }

    /// With the range of its width. Of unsigned numbers of 64 bits the upper half is left out: it cannot be said
    /// exactly.
    static var schema: Schema {
        var schema = Schema(type: .integer, format: "\(isSigned ? "" : "u")int\(bitWidth)")
        schema.minimum = JSONNumber(min)
        schema.maximum = JSONNumber(Int64(clamping: max))
        return schema
    }

    static var sample: JSONValue { 0 }
}

extension Int: JSONPrimitive {}
extension Int8: JSONPrimitive {}
extension Int16: JSONPrimitive {}
extension Int32: JSONPrimitive {}
extension Int64: JSONPrimitive {}
extension UInt: JSONPrimitive {}
extension UInt8: JSONPrimitive {}
extension UInt16: JSONPrimitive {}
extension UInt32: JSONPrimitive {}
extension UInt64: JSONPrimitive {}
