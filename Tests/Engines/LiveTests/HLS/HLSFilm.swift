import Media
import Stream

@testable import Live

/// Formats and units for streams that are made up, each unit with a number by which it is known again.
enum HLSFilm {
    /// Added to the numbers of sounds where they are written, to tell them from pictures.
    static let sounds = 1_000_000

    /// 640 × 360, by x264.
    static var h264: TrackFormat {
        get throws {
            let sequence: [UInt8] = [
                0x67, 0x64, 0x00, 0x1E, 0xAC, 0xD9, 0x40, 0xA0, 0x2F, 0xF9, 0x70, 0x11, 0x00, 0x00, 0x03, 0x00, 0x01,
                0x00, 0x00, 0x03, 0x00, 0x32, 0x0F, 0x16, 0x2D, 0x96,
            ]
            let picture: [UInt8] = [0x68, 0xEB, 0xE3, 0xCB, 0x22, 0xC0]
            return .h264(try H264Format(sequenceParameterSets: [sequence], pictureParameterSets: [picture]))
        }
    }

    /// 48 kHz, stereo.
    static var aac: TrackFormat { get throws { .aac(try AACFormat(configuration: [0x11, 0x90])) } }

    static var format: StreamFormat { get throws { StreamFormat(tracks: [try h264, try aac]) } }

    /// A unit whose payload is one NAL unit that holds the number, also of sound.
    ///
    /// - Parameter seconds: on the time line.
    static func unit(
        _ number: Int,
        track: Int = 0,
        at seconds: Double,
        isKey: Bool = false,
        isDisposable: Bool = false,
        size: Int = 64
    ) -> AccessUnit {
        var flags = AccessUnit.Flags()
        if isKey || track == 1 { flags.insert(.key) }
        if isDisposable { flags.insert(.disposable) }
        let told = track == 0 ? number : sounds + number
        let body: [UInt8] =
            [isKey ? 0x65 : 0x41] + (0..<4).map { UInt8(truncatingIfNeeded: told >> (8 * (3 - $0))) }
            + [UInt8](repeating: 0xAB, count: max(0, size - 9))
        let length = (0..<4).map { UInt8(truncatingIfNeeded: body.count >> (8 * (3 - $0))) }
        let ticks = (seconds * (track == 0 ? 90_000 : 48_000)).rounded()
        return AccessUnit(
            track: track,
            payload: Bytes(length + body),
            decodeTime: MediaTicks(Int64(ticks)),
            arrival: MonotonicTime(nanoseconds: Int64(seconds * 1e9)),
            wall: WallTime(nanoseconds: 1_795_305_600_000_000_000 + Int64(seconds * 1e9)),
            flags: flags
        )
    }

    /// So many seconds of pictures and sound, in the order of their times.
    static func units(
        _ seconds: Double,
        from start: Double = 0,
        rate: Double = 25,
        group: Int = 50,
        sound: Bool = true,
        size: Int = 64
    ) -> [AccessUnit] {
        let pictures = (0..<Int(seconds * rate)).map { number in
            unit(number, at: start + Double(number) / rate, isKey: number % group == 0, size: size)
        }
        let blocks = sound ? Int(seconds * 48_000 / 1024) : 0
        let sounds = (0..<blocks).map { unit($0, track: 1, at: start + Double($0) * 1024 / 48_000) }
        return (pictures + sounds).enumerated().sorted { one, other in
            (one.element.arrival, one.offset) < (other.element.arrival, other.offset)
        }.map(\.element)
    }
}

/// What is in a part, by the numbers of its units.
struct PartReading: Equatable {
    /// Of pictures, and of sounds.
    var numbers: [[Int]] = [[], []]

    /// Reads fragments of MP4 whose payloads are those of ``HLSFilm``.
    init(fragments bytes: [UInt8]) {
        var offset = 0
        while offset + 8 <= bytes.count {
            let length = Self.number(bytes, at: offset)
            let name = String(decoding: bytes[offset + 4..<offset + 8], as: UTF8.self)
            if name == "mdat" { readPayloads(Array(bytes[offset + 8..<offset + length])) }
            offset += max(length, 8)
        }
    }

    private mutating func readPayloads(_ bytes: [UInt8]) {
        var offset = 0
        while offset + 9 <= bytes.count {
            let number = Self.number(bytes, at: offset + 5)
            let isSound = number >= HLSFilm.sounds
            numbers[isSound ? 1 : 0].append(isSound ? number - HLSFilm.sounds : number)
            offset += 4 + Self.number(bytes, at: offset)
        }
    }

    private static func number(_ bytes: [UInt8], at offset: Int) -> Int {
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }

    /// Units of each track in a transport stream: packets that begin one.
    static func countUnits(transportStream bytes: [UInt8]) -> [Int] {
        var counts = [0, 0]
        for offset in stride(from: 0, to: bytes.count, by: 188) where bytes[offset + 1] & 0x40 != 0 {
            switch Int(bytes[offset + 1] & 0x1F) << 8 | Int(bytes[offset + 2]) {
            case 0x100: counts[0] += 1
            case 0x101: counts[1] += 1
            default: break
            }
        }
        return counts
    }
}
