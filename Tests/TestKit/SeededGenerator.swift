/// SplitMix64: the same numbers for the same seed, in every run and on every machine.
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    public mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }

    public mutating func integer(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    public mutating func chance(oneIn count: Int) -> Bool { integer(1...count) == 1 }

    /// Small numbers most of the time, and now and then any at all.
    public mutating func anyInt64() -> Int64 {
        switch integer(0...3) {
        case 0: Int64(bitPattern: next())
        case 1: [Int64.min, .max, 0, -1][integer(0...3)]
        default: Int64(integer(-1000...100_000))
        }
    }
}
