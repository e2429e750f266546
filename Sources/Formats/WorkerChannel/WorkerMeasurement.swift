/// What a worker's libraries can do here, and how fast one worker is, by its own trial.
package struct WorkerMeasurement: Hashable, Sendable {
    package enum Work: UInt8, CaseIterable, Sendable {
        case decodeH264 = 1
        case encodeH264 = 2
        case encodeJPEG = 3
    }

    package struct Rate: Hashable, Sendable {
        package var work: Work
        /// Of the pictures that it was tried with.
        package var width: UInt16
        package var height: UInt16
        /// Pictures per 1000 s, of one worker.
        package var milliPictures: UInt32

        package init(work: Work, width: UInt16, height: UInt16, milliPictures: UInt32) {
            self.work = work
            self.width = width
            self.height = height
            self.milliPictures = milliPictures
        }

        package var picturesPerSecond: Double { Double(milliPictures) / 1000 }
    }

    /// By FFmpeg's names: "h264", "hevc", "mjpeg".
    package var decoders: [String]
    /// By FFmpeg's names: "libx264", "aac".
    package var encoders: [String]
    package var rates: [Rate]

    package init(decoders: [String], encoders: [String], rates: [Rate]) {
        self.decoders = decoders
        self.encoders = encoders
        self.rates = rates
    }

    package func rate(_ work: Work) -> Rate? { rates.first { $0.work == work } }

    func write(to writer: inout MessageWriter) {
        writer.list(decoders) { $0.text($1) }
        writer.list(encoders) { $0.text($1) }
        writer.list(rates) { writer, rate in
            writer.number(rate.work.rawValue)
            writer.number(rate.width)
            writer.number(rate.height)
            writer.number(rate.milliPictures)
        }
    }

    init(from reader: inout MessageReader) throws(WorkerChannelError) {
        decoders = try reader.list(atMost: 64) { reader throws(WorkerChannelError) in try reader.text(atMost: 64) }
        encoders = try reader.list(atMost: 64) { reader throws(WorkerChannelError) in try reader.text(atMost: 64) }
        rates = try reader.list(atMost: 16) { reader throws(WorkerChannelError) in
            let code: UInt8 = try reader.number()
            guard let work = Work(rawValue: code) else { throw .malformed("the unknown work \(code)") }
            let (width, height): (UInt16, UInt16) = (try reader.number(), try reader.number())
            return Rate(work: work, width: width, height: height, milliPictures: try reader.number())
        }
    }
}
