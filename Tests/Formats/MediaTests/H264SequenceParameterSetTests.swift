import TestKit
import Testing

@testable import Media

struct H264SequenceParameterSetTests {
    struct Real: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let unit: String
        let profile: UInt8
        let size: (Int, Int)
        let rate: Double
        let aspect: (Int, Int)
        let reorderDepth: Int
    }

    /// Made with x264.
    static let real: [Real] = [
        Real(
            testDescription: "high profile, cropped",
            unit: "6764001eacd940a02ff97011000003000100000300320f162d96",
            profile: 100,
            size: (640, 360),
            rate: 25,
            aspect: (1, 1),
            reorderDepth: 2
        ),
        Real(
            testDescription: "baseline profile",
            unit: "6742c028d900780227e5c044000003000400000300f03c60c920",
            profile: 66,
            size: (1920, 1080),
            rate: 30,
            aspect: (1, 1),
            reorderDepth: 0
        ),
        Real(
            testDescription: "interlaced with another aspect ratio",
            unit: "674d401eeca058126c0840000003004000000c87c50a6580",
            profile: 77,
            size: (704, 576),
            rate: 25,
            aspect: (12, 11),
            reorderDepth: 2
        ),
        Real(
            testDescription: "4:4:4, an odd size",
            unit: "67f4000c919b282a10f1f1f80880000003008000000f078a14cb",
            profile: 244,
            size: (322, 242),
            rate: 15,
            aspect: (1, 1),
            reorderDepth: 2
        ),
        Real(
            testDescription: "with the parameters of a hypothetical decoder",
            unit: "67640032acd9402800b5b016e020404800000300080000030147240007a12000f425261803c60c6580",
            profile: 100,
            size: (2560, 1440),
            rate: 20,
            aspect: (1, 1),
            reorderDepth: 2
        ),
        Real(
            testDescription: "4:2:2 of ten bits",
            unit: "677a0016b6cd940a03db011000000300200000030320f162d960",
            profile: 122,
            size: (640, 480),
            rate: 12.5,
            aspect: (1, 1),
            reorderDepth: 2
        ),
    ]

    @Test(arguments: real)
    func realSets(sample: Real) throws {
        let unit = hex(sample.unit)
        let set = try H264SequenceParameterSet(unit: unit.span)
        #expect(set.profile == sample.profile)
        #expect(set.pictureSize == PictureSize(width: sample.size.0, height: sample.size.1))
        #expect(set.frameRate == sample.rate)
        #expect(set.sampleAspectRatio == PictureSize(width: sample.aspect.0, height: sample.aspect.1))
        #expect(set.reorderDepth == sample.reorderDepth)
    }

    /// Cut anywhere, a set is an error or says the same size.
    @Test(arguments: real)
    func cutSets(sample: Real) throws {
        let unit = hex(sample.unit)
        var sizes: Set<PictureSize> = []
        var errors = 0
        for count in unit.indices {
            let cut = Array(unit.prefix(count))
            do {
                sizes.insert(try H264SequenceParameterSet(unit: cut.span).pictureSize)
            } catch {
                errors += 1
                #expect(error == .truncated)
            }
        }
        #expect(errors >= 8)
        #expect(sizes == [PictureSize(width: sample.size.0, height: sample.size.1)])
    }

    @Test(arguments: real)
    func mutatedSetsDoNotCrash(sample: Real) {
        var generator = SeededGenerator(seed: UInt64(sample.profile))
        var unit = hex(sample.unit)
        for round in 0..<3000 {
            if round % 20 == 0 { unit = hex(sample.unit) }
            unit[Int.random(in: 1..<unit.count, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            if let set = try? H264SequenceParameterSet(unit: unit.span) {
                let fits = (1...16_384).contains(set.pictureSize.width) && (1...16_384).contains(set.pictureSize.height)
                if !fits { Issue.record("a picture of \(set.pictureSize)") }
            }
        }
    }

    /// The fields of a set up to its usability information, of a kind that an encoder of no camera writes.
    struct Fields {
        var profile: UInt32 = 66
        var chroma: UInt32 = 1
        var scalingLists: [[Int32]?] = []
        var orderType: UInt32 = 2
        var orderCycle: UInt32 = 0
        var widthInMacroblocks: UInt32 = 40
        var heightInMapUnits: UInt32 = 30
        var framesOnly = true
        var crop: [UInt32]?

        func unit(usability: (inout BitWriter) -> Void = { $0.flag(false) }) -> [UInt8] {
            var writer = BitWriter()
            writer.bits(profile, 8)
            writer.bits(0, 8)
            writer.bits(30, 8)
            writer.unsigned(31)
            if profile == 100 {
                writer.unsigned(chroma)
                if chroma == 3 { writer.flag(true) }
                writer.unsigned(0)
                writer.unsigned(0)
                writer.flag(false)
                writer.flag(!scalingLists.isEmpty)
                for list in scalingLists {
                    writer.flag(list != nil)
                    for delta in list ?? [] { writer.signed(delta) }
                }
            }
            writer.unsigned(4)
            writer.unsigned(orderType)
            if orderType == 0 { writer.unsigned(4) }
            if orderType == 1 {
                writer.flag(false)
                writer.signed(-1)
                writer.signed(1)
                writer.unsigned(orderCycle)
                for _ in 0..<min(orderCycle, 300) { writer.signed(-7) }
            }
            writer.unsigned(1)
            writer.flag(false)
            writer.unsigned(widthInMacroblocks - 1)
            writer.unsigned(heightInMapUnits - 1)
            writer.flag(framesOnly)
            if !framesOnly { writer.flag(false) }
            writer.flag(true)
            writer.flag(crop != nil)
            for value in crop ?? [] { writer.unsigned(value) }
            usability(&writer)
            writer.trailing()
            return [0x67] + writer.protected
        }
    }

    private func read(_ unit: [UInt8]) throws(ParameterSetError) -> H264SequenceParameterSet {
        try H264SequenceParameterSet(unit: unit.span)
    }

    @Test func croppingCountsInTheUnitsOfTheChroma() throws {
        var fields = Fields()
        fields.crop = [1, 2, 3, 4]
        #expect(try read(fields.unit()).pictureSize == PictureSize(width: 634, height: 466))
        fields.framesOnly = false
        #expect(try read(fields.unit()).pictureSize == PictureSize(width: 634, height: 932))
        fields.profile = 100
        fields.framesOnly = true
        fields.chroma = 2
        #expect(try read(fields.unit()).pictureSize == PictureSize(width: 634, height: 473))
        for chroma: UInt32 in [0, 3] {
            fields.chroma = chroma
            #expect(try read(fields.unit()).pictureSize == PictureSize(width: 637, height: 473))
        }
    }

    @Test func scalingListsAndPictureOrdersArePassedOver() throws {
        var fields = Fields(profile: 100)
        let short = [Int32](repeating: 1, count: 16)
        let long = [Int32](repeating: -3, count: 64)
        // The third ends at its second number, where the scale falls to 0.
        fields.scalingLists = [short, nil, [-4, -4], nil, nil, short, long, nil]
        for type: UInt32 in [0, 1, 2] {
            fields.orderType = type
            fields.orderCycle = 255
            #expect(try read(fields.unit()).pictureSize == PictureSize(width: 640, height: 480))
        }
    }

    @Test func hostileSetsAreErrors() {
        func error(_ change: (inout Fields) -> Void) -> ParameterSetError? {
            var fields = Fields()
            change(&fields)
            do {
                _ = try read(fields.unit())
                return nil
            } catch {
                return error
            }
        }
        #expect(error { _ in } == nil)
        #expect(error { $0.widthInMacroblocks = .max } != nil)
        #expect(error { $0.heightInMapUnits = 1025 } != nil)
        #expect(error { $0.crop = [.max - 1, .max - 1, .max - 1, .max - 1] } != nil)
        #expect(error { $0.crop = [320, 0, 0, 0] } != nil)
        #expect(error { $0.orderType = 3 } == .malformed("pic_order_cnt_type 3"))
        #expect(
            error {
                $0.orderType = 1
                $0.orderCycle = .max - 1
            } != nil
        )
        #expect(
            error {
                $0.profile = 100
                $0.chroma = 4
            } == .malformed("chroma_format_idc 4")
        )
        #expect(throws: ParameterSetError.truncated) { try read([0x67, 66, 0]) }
        #expect(throws: ParameterSetError.malformed("not a sequence parameter set")) { try read([0x68, 66, 0, 30]) }
    }

    @Test func usabilityIsReadAsFarAsItGoes() throws {
        func timing(_ writer: inout BitWriter, units: UInt32, timescale: UInt32) {
            writer.flag(true)
            writer.flag(true)
            writer.bits(255, 8)
            writer.bits(40, 16)
            writer.bits(33, 16)
            writer.flag(false)
            writer.flag(true)
            writer.bits(0b1010, 4)
            writer.flag(true)
            writer.bits(0x010101, 24)
            writer.flag(true)
            writer.unsigned(0)
            writer.unsigned(0)
            writer.flag(true)
            writer.bits(units, 32)
            writer.bits(timescale, 32)
            writer.flag(true)
        }
        // Ends after the timing: what was read counts.
        let cut = try read(Fields().unit { timing(&$0, units: 1001, timescale: 60_000) })
        #expect(cut.sampleAspectRatio == PictureSize(width: 40, height: 33))
        #expect(cut.frameRate == 60_000.0 / 2002)
        #expect(cut.reorderDepth == nil)
        // A hundred hypothetical decoders.
        let absurd = try read(
            Fields().unit {
                timing(&$0, units: 0, timescale: .max)
                $0.flag(true)
                $0.unsigned(100)
                $0.bits(.max, 32)
            }
        )
        #expect(absurd.frameRate == nil)
        #expect(absurd.sampleAspectRatio == PictureSize(width: 40, height: 33))
        let whole = try read(
            Fields().unit {
                timing(&$0, units: 1, timescale: .max)
                for _ in 0..<2 {
                    $0.flag(true)
                    $0.unsigned(1)
                    $0.bits(0, 8)
                    for _ in 0..<2 {
                        $0.unsigned(1000)
                        $0.unsigned(1000)
                        $0.flag(false)
                    }
                    $0.bits(0, 20)
                }
                $0.flag(false)
                $0.flag(false)
                $0.flag(true)
                $0.flag(true)
                for value: UInt32 in [0, 0, 10, 10, 3] { $0.unsigned(value) }
            }
        )
        #expect(whole.frameRate == nil)
        #expect(whole.reorderDepth == 3)
    }
}
