import Media

/// What the first media service takes as a ``VideoEncoderConfiguration``.
package struct VideoEncoderOptions: ONVIFStructure {
    package struct H264Options: ONVIFStructure {
        package var resolutionsAvailable: [MediaResolution] = []
        package var govLengthRange: IntegerRange?
        package var frameRateRange: IntegerRange?
        package var encodingIntervalRange: IntegerRange?
        package var h264ProfilesSupported: [String] = []
        package init() {}
    }

    package struct JPEGOptions: ONVIFStructure {
        package var resolutionsAvailable: [MediaResolution] = []
        package var frameRateRange: IntegerRange?
        package var encodingIntervalRange: IntegerRange?
        package init() {}
    }

    package var qualityRange: IntegerRange?
    package var jpeg: JPEGOptions?
    package var h264: H264Options?

    enum CodingKeys: String, CodingKey {
        case qualityRange
        case jpeg = "JPEG"
        case h264 = "H264"
    }

    package init() {}
}

/// What the second media service takes as a ``VideoEncoder2Configuration``, of one codec.
package struct VideoEncoder2Options: ONVIFStructure {
    /// Two numbers.
    @Attribute package var govLengthRange: String? = nil
    /// Numbers, the highest first or last.
    @Attribute package var frameRatesSupported: String? = nil
    @Attribute package var profilesSupported: String? = nil
    @Attribute package var constantBitRateSupported: Bool? = nil
    package var encoding = ""
    package var qualityRange: DecimalRange?
    package var resolutionsAvailable: [MediaResolution] = []
    package var bitrateRange: IntegerRange?

    enum CodingKeys: String, CodingKey {
        case govLengthRange = "GovLengthRange"
        case frameRatesSupported = "FrameRatesSupported"
        case profilesSupported = "ProfilesSupported"
        case constantBitRateSupported = "ConstantBitRateSupported"
        case encoding, qualityRange, resolutionsAvailable, bitrateRange
    }

    package init() {}

    package var frameRates: [Double] { Self.numbers(frameRatesSupported) }
    package var groupLengths: ClosedRange<Int>? {
        let numbers = Self.numbers(govLengthRange).map { Int($0) }
        guard numbers.count == 2, numbers[0] <= numbers[1] else { return nil }
        return numbers[0]...numbers[1]
    }

    private static func numbers(_ text: String?) -> [Double] {
        (text ?? "")[...].words.compactMap { Double(text: $0) }.filter { abs($0) < 1e6 }
    }
}
