import Media
import WorkerChannel

extension DecodeOutputSetup {
    /// Whether something that a worker gave is what was asked for, as far as that can be seen without decoding it.
    func accepts(_ output: DecodeOutput) -> Bool {
        guard output.payload.count <= WorkerChannel.largestPicture else { return false }
        switch self {
        case .jpeg(let width, _):
            guard let outline = try? JPEGOutline(parsing: output.payload.span), outline.isEnded,
                outline.length == output.payload.count, outline.size == output.size
            else { return false }
            return width == 0 || output.size.width <= Int(width)
        case .gray(let width, let height):
            return output.size == PictureSize(width: Int(width), height: Int(height))
                && output.payload.count == Int(width) * Int(height)
        case .h264(let setup):
            return output.size.width <= setup.largest.width && output.size.height <= setup.largest.height
                && Self.isAccessUnit(output)
        }
    }

    /// Slices alone, whole, and of a key frame where that is said.
    private static func isAccessUnit(_ output: DecodeOutput) -> Bool {
        guard output.payload.count <= WorkerChannel.largestEncoded else { return false }
        let span = output.payload.span
        var (slices, keys, others) = (0, 0, 0)
        let isWhole = NALUnits.forEach(in: span) { range in
            switch range.isEmpty ? 0 : span[range.lowerBound] & 0x1F {
            case H264UnitType.slice: slices += 1
            case H264UnitType.idrSlice: keys += 1
            default: others += 1
            }
        }
        return isWhole && others == 0
            && (output.flags.contains(.key) ? keys > 0 && slices == 0 : slices > 0 && keys == 0)
    }
}
