/// The name of a file of a stream, as playlists spell it. The numbers are those of segments, which never come twice.
enum LiveHLSName: Hashable, Sendable {
    /// What the segments from this number on need before them.
    case initialisation(Int)
    case segment(Int)
    case part(of: Int, Int)

    func text(_ flavour: LiveHLSFlavour) -> String {
        switch self {
        case .initialisation(let first): "init-\(first).mp4"
        case .segment(let number): "\(number)\(Self.ending(flavour))"
        case .part(let number, let part): "\(number).\(part)\(Self.ending(flavour))"
        }
    }

    /// Nil for a text that is no name, as a stranger may send it.
    init?(_ text: String, _ flavour: LiveHLSFlavour) {
        guard text.utf8.count <= 48 else { return nil }
        if text.hasPrefix("init-"), text.hasSuffix(".mp4"), flavour == .fragmentedMP4 {
            guard let first = Self.number(text.dropFirst(5).dropLast(4)) else { return nil }
            self = .initialisation(first)
            return
        }
        guard text.hasSuffix(Self.ending(flavour)) else { return nil }
        let numbers = text.dropLast(Self.ending(flavour).count).split(separator: ".", omittingEmptySubsequences: false)
        guard let number = numbers.first.flatMap(Self.number) else { return nil }
        switch numbers.count {
        case 1: self = .segment(number)
        case 2:
            guard let part = Self.number(numbers[1]) else { return nil }
            self = .part(of: number, part)
        default: return nil
        }
    }

    private static func ending(_ flavour: LiveHLSFlavour) -> String { flavour == .transportStream ? ".ts" : ".m4s" }

    private static func number(_ text: Substring) -> Int? {
        guard (1...15).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        // One name for each thing: without zeros in front.
        guard text.utf8.first != 0x30 || text.utf8.count == 1 else { return nil }
        return Int(text)
    }
}
