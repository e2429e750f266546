/// Writes JSON (RFC 8259) as it goes: for answers of tens of thousands of numbers, of which `JSONEncoder` would take longer than
/// all else that is done for them.
package struct JSONBytes: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// Whether something stands before what comes next.
    private var isBegun = false

    package init() {}

    package mutating func object(_ members: (inout Self) throws -> Void) rethrows {
        try enclosed(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
    }

    /// Begins a member of an object; its value follows.
    package mutating func name(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: [UInt8(ascii: "\""), UInt8(ascii: ":")])
        isBegun = false
    }

    package mutating func array<Element>(
        _ elements: some Sequence<Element>,
        _ write: (inout Self, Element) throws -> Void
    ) rethrows {
        try enclosed(UInt8(ascii: "["), UInt8(ascii: "]")) { json in
            for element in elements { try write(&json, element) }
        }
    }

    /// The same for numbers, of which long lists consist: without a call for each.
    package mutating func array(_ numbers: [Int64]) {
        enclosed(UInt8(ascii: "["), UInt8(ascii: "]")) { json in
            for number in numbers { json.value(number) }
        }
    }

    package mutating func array(_ numbers: [Int]) {
        enclosed(UInt8(ascii: "["), UInt8(ascii: "]")) { json in
            for number in numbers { json.value(Int64(number)) }
        }
    }

    package mutating func array(_ numbers: [Double]) {
        enclosed(UInt8(ascii: "["), UInt8(ascii: "]")) { json in
            for number in numbers { json.value(number) }
        }
    }

    private mutating func enclosed(_ first: UInt8, _ last: UInt8, _ content: (inout Self) throws -> Void) rethrows {
        separate()
        bytes.append(first)
        isBegun = false
        try content(&self)
        bytes.append(last)
        isBegun = true
    }

    private mutating func separate() {
        if isBegun { bytes.append(UInt8(ascii: ",")) }
        isBegun = true
    }

    package mutating func value(_ text: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(contentsOf: [Self.hex(byte >> 4), Self.hex(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func hex(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }

    package mutating func value(_ number: Int64) {
        separate()
        digits(number)
    }

    /// What is no number of JSON, as infinity, is 0.
    package mutating func value(_ number: Double) {
        separate()
        guard number.isFinite else { return bytes.append(UInt8(ascii: "0")) }
        // Shares are most often told with four digits: these are written without looking for the shortest text.
        let scaled = number * 10_000
        guard abs(scaled) < 1e15, scaled == scaled.rounded(), Double(Int64(scaled)) / 10_000 == number else {
            return bytes.append(contentsOf: number.description.utf8)
        }
        if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
        let (whole, rest) = Int64(abs(scaled)).quotientAndRemainder(dividingBy: 10_000)
        digits(whole)
        guard rest > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        var (left, place): (Int64, Int64) = (rest, 1000)
        while left > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(left / place))
            (left, place) = (left % place, place / 10)
        }
    }

    private mutating func digits(_ number: Int64) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        var left = number.magnitude
        var length = 1
        var power: UInt64 = 10
        while length < 20, left >= power {
            length += 1
            let (next, overflow) = power.multipliedReportingOverflow(by: 10)
            power = overflow ? .max : next
        }
        let first = bytes.count
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: length))
        var place = first + length - 1
        while left > 0 {
            bytes[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: left % 10)
            left /= 10
            place -= 1
        }
    }
}

/// A message that writes its JSON itself, the same that `JSONEncoder` makes of it.
package protocol JSONWritten {
    func write(to json: inout JSONBytes)
}
