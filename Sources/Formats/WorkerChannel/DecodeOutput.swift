package import Media

/// Something that a session made of a picture, or of sound.
package struct DecodeOutput: Equatable, Sendable {
    package struct Flags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The picture was decoded without any other; what is encoded can be decoded without any other.
        package static let key = Flags(rawValue: 1)
        /// Parts of the picture are guessed.
        package static let damaged = Flags(rawValue: 2)
    }

    /// Index into the session's outputs.
    package var output: UInt8
    /// That of the access unit that the picture was in.
    package var time: Int64
    package var flags: Flags
    /// 1 to 65535 each; 0 of sound.
    package var size: PictureSize
    /// A JPEG file; bytes of brightness; NAL units each after its length in four bytes; or a block of AAC.
    package var payload: Bytes

    package init(output: UInt8, time: Int64, flags: Flags, size: PictureSize, payload: Bytes) {
        self.output = output
        self.time = time
        self.flags = flags
        self.size = size
        self.payload = payload
    }
}

/// What a decoder must know before what a session has encoded.
package struct EncodedFormat: Hashable, Sendable {
    /// Index into the session's outputs; 0 of sound.
    package var output: UInt8
    /// Of H.264 the sequence parameter sets and the picture parameter sets, NAL units each with its header; of AAC one, the
    /// AudioSpecificConfig. ``mostParameterSets`` at most, each of ``largestParameterSet`` bytes at most.
    package var parameterSets: [[UInt8]]

    package static let mostParameterSets = 8
    package static let largestParameterSet = 1024

    package init(output: UInt8, parameterSets: [[UInt8]]) {
        self.output = output
        self.parameterSets = parameterSets
    }

    func write(to writer: inout MessageWriter) {
        writer.number(output)
        writer.list(parameterSets) { $0.block($1) }
    }

    init(from reader: inout MessageReader) throws(WorkerChannelError) {
        output = try reader.number()
        parameterSets = try reader.list(atMost: Self.mostParameterSets) { reader throws(WorkerChannelError) in
            try reader.block(atMost: Self.largestParameterSet)
        }
    }
}
