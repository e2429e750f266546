package import Media

/// What a session of sound is opened with: what the camera sends, and what shall come of it, which is AAC.
package struct SoundSetup: Hashable, Sendable {
    package enum Codec: UInt8, CaseIterable, Sendable {
        case aac = 1
        case opus = 2
        case aLaw = 3
        case muLaw = 4
    }

    package var codec: Codec
    /// AudioSpecificConfig of AAC; else empty.
    package var configuration: [UInt8]
    /// Samples a second, which are also the ticks of the units' times; 7350 to 96 000.
    package var sampleRate: UInt32
    /// 1 to 8.
    package var channels: UInt8
    package var output: AACOutputSetup

    static let longestConfiguration = 4096
    package static let sampleRates: ClosedRange<UInt32> = 7350...96_000

    package init(
        codec: Codec,
        configuration: [UInt8] = [],
        sampleRate: UInt32,
        channels: UInt8,
        output: AACOutputSetup
    ) {
        self.codec = codec
        self.configuration = configuration
        self.sampleRate = sampleRate
        self.channels = channels
        self.output = output
    }

    /// For a track of sound; nil for one of video, and for what no session takes.
    package init?(_ format: TrackFormat, output: AACOutputSetup) {
        switch format {
        case .aac(let format):
            codec = .aac
            configuration = format.configuration
        case .opus:
            codec = .opus
            configuration = []
        case .g711(let format):
            codec = format.law == .a ? .aLaw : .muLaw
            configuration = []
        case .h264, .h265, .jpeg: return nil
        }
        guard let sound = format.codec.sound, let rate = UInt32(exactly: sound.sampleRate),
            Self.sampleRates.contains(rate), (1...8).contains(sound.channels),
            configuration.count <= Self.longestConfiguration
        else { return nil }
        sampleRate = rate
        channels = UInt8(sound.channels)
        self.output = output
    }

    func write(to writer: inout MessageWriter) {
        writer.number(codec.rawValue)
        writer.block(configuration)
        writer.number(sampleRate)
        writer.number(channels)
        output.write(to: &writer)
    }

    init(from reader: inout MessageReader) throws(WorkerChannelError) {
        let code: UInt8 = try reader.number()
        guard let codec = Codec(rawValue: code) else { throw .malformed("the unknown codec of sound \(code)") }
        self.codec = codec
        configuration = try reader.block(atMost: Self.longestConfiguration)
        sampleRate = try reader.number()
        channels = try reader.number()
        guard Self.sampleRates.contains(sampleRate), (1...8).contains(channels) else {
            throw .malformed("\(channels) channels of \(sampleRate) samples a second")
        }
        output = try AACOutputSetup(from: &reader)
    }
}

/// How sound is encoded as AAC (low complexity). The times of what comes are in samples of it.
package struct AACOutputSetup: Hashable, Sendable {
    /// One of those that AAC has, 48 000 at most.
    package var sampleRate: UInt32
    /// 1 or 2.
    package var channels: UInt8
    /// 8000 to 320 000 bits a second.
    package var bitRate: UInt32

    package static let bitRates: ClosedRange<UInt32> = 8000...320_000

    package init(sampleRate: UInt32, channels: UInt8, bitRate: UInt32) {
        self.sampleRate = sampleRate
        self.channels = channels
        self.bitRate = bitRate
    }

    func write(to writer: inout MessageWriter) {
        writer.number(sampleRate)
        writer.number(channels)
        writer.number(bitRate)
    }

    init(from reader: inout MessageReader) throws(WorkerChannelError) {
        sampleRate = try reader.number()
        channels = try reader.number()
        bitRate = try reader.number()
        guard AACFormat.sampleRates.contains(sampleRate), sampleRate <= 48_000, (1...2).contains(channels),
            Self.bitRates.contains(bitRate)
        else { throw .malformed("AAC of \(channels) channels, \(sampleRate) samples and \(bitRate) bits a second") }
    }
}
