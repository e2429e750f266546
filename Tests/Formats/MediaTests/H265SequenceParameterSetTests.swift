import TestKit
import Testing

@testable import Media

struct H265SequenceParameterSetTests {
    struct Real: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let unit: String
        let codec: String
        let size: (Int, Int)
        let rate: Double
        var aspect = (1, 1)
        let reorderDepth: Int
        var chroma: UInt8 = 1
        var depth: UInt8 = 8
    }

    /// Made with x265.
    static let real: [Real] = [
        Real(
            testDescription: "main profile",
            unit: "42010101600000030090000003000003003fa00502016965959a4932bc05a02000000300200000030321",
            codec: "1.6.L63.90",
            size: (640, 360),
            rate: 25,
            reorderDepth: 2
        ),
        Real(
            testDescription: "cropped",
            unit: "420101016000000300900000030000030078a003c0801107cb96e92930bc05a020000003002000000303c1",
            codec: "1.6.L120.90",
            size: (1920, 1080),
            rate: 30,
            reorderDepth: 0
        ),
        Real(
            testDescription: "ten bits",
            unit: "42010102200000030090000003000003005aa0050201e136595952930bc05a020000030004000003003210",
            codec: "2.4.L90.90",
            size: (640, 480),
            rate: 12.5,
            reorderDepth: 2,
            depth: 10
        ),
        Real(
            testDescription: "another aspect ratio",
            unit: "42010101600000030090000003000003005aa0058200905965654a4c2f026808000003000800000300c840",
            codec: "1.6.L90.90",
            size: (704, 576),
            rate: 25,
            aspect: (12, 11),
            reorderDepth: 2
        ),
        Real(
            testDescription: "4:4:4, an odd size",
            unit: "4201010408000003009e0800000300003c9001510080e3e3f2caca94985e02d010000003001000000300f080",
            codec: "4.10.L60.9E.8",
            size: (322, 242),
            rate: 15,
            reorderDepth: 2,
            chroma: 3
        ),
        Real(
            testDescription: "4:2:2 of ten bits",
            unit: "4201010408000003009d0800000300005ab0050201e136595952930bc05a020000030002000003006410",
            codec: "4.10.L90.9D.8",
            size: (640, 480),
            rate: 50,
            reorderDepth: 2,
            chroma: 2,
            depth: 10
        ),
        Real(
            testDescription: "with the parameters of a hypothetical decoder",
            unit:
                "420101016000000300900000030000030096a001402005a165959529385e02d010"
                + "00000300100000030146124965e000f424001e8488",
            codec: "1.6.L150.90",
            size: (2560, 1440),
            rate: 20,
            reorderDepth: 2
        ),
    ]

    @Test(arguments: real)
    func realSets(sample: Real) throws {
        let unit = hex(sample.unit)
        let set = try H265SequenceParameterSet(unit: unit.span)
        #expect(set.profile.codecParameters == sample.codec)
        #expect(set.pictureSize == PictureSize(width: sample.size.0, height: sample.size.1))
        #expect(set.frameRate == sample.rate)
        #expect(set.sampleAspectRatio == PictureSize(width: sample.aspect.0, height: sample.aspect.1))
        #expect(set.reorderDepth == sample.reorderDepth)
        #expect(set.chromaFormat == sample.chroma)
        #expect(set.lumaDepth == sample.depth && set.chromaDepth == sample.depth)
        #expect(set.id == 0 && set.subLayers == 1 && set.isTemporallyNested)
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
                sizes.insert(try H265SequenceParameterSet(unit: cut.span).pictureSize)
            } catch {
                errors += 1
                #expect(error == .truncated)
            }
        }
        #expect(errors >= 20)
        #expect(sizes == [PictureSize(width: sample.size.0, height: sample.size.1)])
    }

    @Test(arguments: real)
    func mutatedSetsDoNotCrash(sample: Real) {
        var generator = SeededGenerator(seed: UInt64(sample.size.0))
        var unit = hex(sample.unit)
        for round in 0..<3000 {
            if round % 20 == 0 { unit = hex(sample.unit) }
            unit[Int.random(in: 2..<unit.count, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            if let set = try? H265SequenceParameterSet(unit: unit.span) {
                let fits = (1...16_888).contains(set.pictureSize.width) && (1...16_888).contains(set.pictureSize.height)
                if !fits { Issue.record("a picture of \(set.pictureSize)") }
                _ = set.profile.codecParameters
            }
        }
    }

    private func read(_ unit: [UInt8]) throws(ParameterSetError) -> H265SequenceParameterSet {
        try H265SequenceParameterSet(unit: unit.span)
    }

    @Test func croppingCountsInTheUnitsOfTheChroma() throws {
        var fields = H265Fields()
        fields.crop = [1, 2, 3, 4]
        #expect(try read(fields.unit()).pictureSize == PictureSize(width: 634, height: 466))
        fields.chroma = 2
        #expect(try read(fields.unit()).pictureSize == PictureSize(width: 634, height: 473))
        // 4:4:4 with planes of their own counts as 4:0:0.
        for chroma: UInt32 in [0, 3] {
            fields.chroma = chroma
            #expect(try read(fields.unit()).pictureSize == PictureSize(width: 637, height: 473))
        }
    }

    @Test func row98EverythingAnEncoderMaySayIsPassedOver() throws {
        var fields = H265Fields()
        // Sub-layers: a profile and a level, a level alone, nothing.
        fields.subLayers = [(true, true), (false, true), (false, false)]
        fields.saysAllOrdering = true
        fields.scalingLists = true
        fields.pulseCodes = true
        // A set of three, one predicted from it that keeps three of four, and one from that: three of four again.
        fields.referenceSets = [
            .listed(negative: 2, positive: 1), .predicted(kept: [true, false, true, true]),
            .predicted(kept: [true, true, true, false]), .listed(negative: 0, positive: 0), .predicted(kept: [true]),
        ]
        fields.longTermPictures = 2
        let set = try read(fields.unit { H265Fields.usability(&$0, units: 1001, timescale: 30_000) })
        #expect(set.pictureSize == PictureSize(width: 640, height: 480))
        #expect(set.subLayers == 4 && !set.isTemporallyNested)
        #expect(set.reorderDepth == 3)
        #expect(set.sampleAspectRatio == PictureSize(width: 40, height: 33))
        #expect(set.frameRate == 30_000.0 / 1001)
    }

    @Test func row98AnErrorInTheLaterPartDoesNotLoseTheSize() throws {
        func sizeAndRest(_ change: (inout H265Fields) -> Void) throws -> H265SequenceParameterSet {
            var fields = H265Fields()
            change(&fields)
            let set = try read(fields.unit { H265Fields.usability(&$0, units: 1, timescale: 25) })
            #expect(set.pictureSize == PictureSize(width: 640, height: 480))
            return set
        }
        #expect(try sizeAndRest { _ in }.frameRate == 25)
        let manySets = try sizeAndRest { $0.countOfReferenceSets = 65 }
        #expect(manySets.frameRate == nil && manySets.reorderDepth == 3)
        #expect(try sizeAndRest { $0.referenceSets = [.listed(negative: 17, positive: 0)] }.frameRate == nil)
        #expect(try sizeAndRest { $0.referenceSets = [.listed(negative: 9, positive: 8)] }.frameRate == nil)
        #expect(try sizeAndRest { $0.referenceSets = [.listed(negative: .max - 1, positive: 0)] }.frameRate == nil)
        #expect(try sizeAndRest { $0.longTermPictures = 33 }.frameRate == nil)
        #expect(try sizeAndRest { $0.depth = 9 }.lumaDepth == 8)
        #expect(try sizeAndRest { $0.orderCountLength = 13 }.reorderDepth == nil)
        #expect(try sizeAndRest { $0.reorderDepth = 16 }.reorderDepth == nil)
    }

    @Test func hostileSetsAreErrors() {
        func error(_ change: (inout H265Fields) -> Void) -> ParameterSetError? {
            var fields = H265Fields()
            change(&fields)
            do {
                _ = try read(fields.unit())
                return nil
            } catch {
                return error
            }
        }
        #expect(error { _ in } == nil)
        #expect(error { $0.width = .max - 1 } != nil)
        #expect(error { $0.height = 16_889 } != nil)
        #expect(error { $0.width = 0 } != nil)
        #expect(error { $0.crop = [.max - 1, .max - 1, .max - 1, .max - 1] } != nil)
        #expect(error { $0.crop = [320, 0, 0, 0] } != nil)
        #expect(error { $0.id = 16 } == .malformed("sps_seq_parameter_set_id 16"))
        #expect(error { $0.chroma = 4 } == .malformed("chroma_format_idc 4"))
        #expect(
            error { $0.subLayers = Array(repeating: (false, false), count: 7) }
                == .malformed("sps_max_sub_layers_minus1 7")
        )
        #expect(throws: ParameterSetError.truncated) { try read([0x42, 1]) }
        #expect(throws: ParameterSetError.malformed("not a sequence parameter set")) { try read([0x44, 1, 2, 3]) }
    }
}
