@testable import Media

/// The fields of a sequence parameter set of H.265, of kinds that an encoder of no camera writes together.
struct H265Fields {
    enum ReferenceSet {
        case listed(negative: UInt32, positive: UInt32)
        /// Of each picture of the set before, and of the one before that: whether it is kept.
        case predicted(kept: [Bool])
    }

    /// Of the sub-layers below the highest: whether each has a profile, and a level.
    var subLayers: [(profile: Bool, level: Bool)] = []
    var id: UInt32 = 0
    var chroma: UInt32 = 1
    var width: UInt32 = 640
    var height: UInt32 = 480
    var crop: [UInt32]?
    var depth: UInt32 = 0
    var orderCountLength: UInt32 = 4
    var saysAllOrdering = false
    var reorderDepth: UInt32 = 3
    var scalingLists = false
    var pulseCodes = false
    var referenceSets: [ReferenceSet] = []
    var countOfReferenceSets: UInt32?
    var longTermPictures: UInt32 = 0

    func unit(usability: (inout BitWriter) -> Void = { $0.flag(false) }) -> [UInt8] {
        var writer = BitWriter()
        writer.bits(0, 4)
        writer.bits(UInt32(subLayers.count), 3)
        writer.flag(subLayers.isEmpty)
        writeProfile(to: &writer)
        writer.unsigned(id)
        writer.unsigned(chroma)
        if chroma == 3 { writer.flag(true) }
        writer.unsigned(width)
        writer.unsigned(height)
        writer.flag(crop != nil)
        for value in crop ?? [] { writer.unsigned(value) }
        writer.unsigned(depth)
        writer.unsigned(depth)
        writer.unsigned(orderCountLength)
        writer.flag(saysAllOrdering)
        for layer in 0...(saysAllOrdering ? subLayers.count : 0) {
            writer.unsigned(4)
            writer.unsigned(layer == (saysAllOrdering ? subLayers.count : 0) ? reorderDepth : 1)
            writer.unsigned(0)
        }
        for value: UInt32 in [0, 3, 0, 3, 1, 1] { writer.unsigned(value) }
        writer.flag(scalingLists)
        if scalingLists { writeScalingLists(to: &writer) }
        writer.bits(0b11, 2)
        writer.flag(pulseCodes)
        if pulseCodes {
            writer.bits(0x77, 8)
            writer.unsigned(0)
            writer.unsigned(2)
            writer.flag(true)
        }
        writeReferenceSets(to: &writer)
        writer.bits(0b11, 2)
        usability(&writer)
        writer.flag(false)
        writer.trailing()
        return [0x42, 1] + writer.protected
    }

    private func writeProfile(to writer: inout BitWriter) {
        writer.bits(1, 8)
        writer.bits(0x6000_0000, 32)
        writer.bits(0xB000_0000, 32)
        writer.bits(0, 16)
        writer.bits(93, 8)
        guard !subLayers.isEmpty else { return }
        for layer in subLayers {
            writer.flag(layer.profile)
            writer.flag(layer.level)
        }
        writer.bits(0, (8 - subLayers.count) * 2)
        for layer in subLayers {
            if layer.profile { for byte: UInt32 in [1, 0x60, 0, 0, 0, 0xB0, 0, 0, 0, 0, 0] { writer.bits(byte, 8) } }
            if layer.level { writer.bits(63, 8) }
        }
    }

    /// Every other one by reference to another, the rest in full.
    private func writeScalingLists(to writer: inout BitWriter) {
        writer.flag(true)
        for size in 0..<4 {
            for matrix in 0..<(size == 3 ? 2 : 6) {
                writer.flag(matrix % 2 == 0)
                if matrix % 2 == 1 {
                    writer.unsigned(UInt32(size == 3 ? 1 : matrix))
                } else {
                    if size > 1 { writer.signed(8) }
                    for index in 0..<[16, 64, 64, 64][size] { writer.signed(index % 2 == 0 ? 3 : -3) }
                }
            }
        }
    }

    private func writeReferenceSets(to writer: inout BitWriter) {
        writer.unsigned(countOfReferenceSets ?? UInt32(referenceSets.count))
        for (index, set) in referenceSets.enumerated() {
            switch set {
            case .listed(let negative, let positive):
                if index > 0 { writer.flag(false) }
                writer.unsigned(negative)
                writer.unsigned(positive)
                for _ in 0..<min(Int(negative) + Int(positive), 100) {
                    writer.unsigned(1)
                    writer.flag(true)
                }
            case .predicted(let kept):
                writer.flag(true)
                writer.flag(true)
                writer.unsigned(0)
                for (picture, isKept) in kept.enumerated() {
                    // Used, or not used but kept, or neither.
                    writer.flag(isKept && picture % 2 == 0)
                    if !(isKept && picture % 2 == 0) { writer.flag(isKept) }
                }
            }
        }
        writer.flag(longTermPictures > 0)
        if longTermPictures > 0 {
            writer.unsigned(longTermPictures)
            for _ in 0..<longTermPictures { writer.bits(1, Int(orderCountLength) + 5) }
        }
    }

    /// Usability information with everything before the timing.
    static func usability(_ writer: inout BitWriter, units: UInt32, timescale: UInt32) {
        writer.flag(true)
        writer.flag(true)
        writer.bits(255, 8)
        writer.bits(40, 16)
        writer.bits(33, 16)
        writer.bits(0b11, 2)  // overscan
        writer.flag(true)
        writer.bits(0b1010, 4)
        writer.flag(true)
        writer.bits(0x010101, 24)
        writer.flag(true)
        writer.unsigned(0)
        writer.unsigned(0)
        writer.bits(0, 3)
        writer.flag(true)
        for value: UInt32 in [0, 0, 0, 4] { writer.unsigned(value) }
        writer.flag(true)
        writer.bits(units, 32)
        writer.bits(timescale, 32)
        writer.bits(0, 3)
    }
}
