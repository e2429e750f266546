// The pointers here are libFuzzer's: an input is good during the call that gives it, and is copied at once.

import CFuzzer
import Foundation
import FuzzEntries

/// libFuzzer with one of the entries: `nightjar-fuzz --target=NAME`, then libFuzzer's own options and folders. It passes
/// over options with two hyphens, also when it starts itself anew to shrink a crasher or to merge folders.
@main
enum NightjarFuzz {
    private static let entry = Self.value(of: "target").flatMap(FuzzEntry.named)

    static func main() throws {
        if CommandLine.arguments.contains("--list") {
            for entry in FuzzEntry.all { print(entry.name) }
            return
        }
        guard let entry else {
            FileHandle.standardError.write(Data("Choose a target with --target=NAME; --list names them.\n".utf8))
            exit(2)
        }
        if let folder = value(of: "prepare") {
            try prepare(URL(filePath: folder, directoryHint: .isDirectory), for: entry)
        } else {
            exit(run())
        }
    }

    private static func value(of option: String) -> String? {
        let prefix = "--\(option)="
        return CommandLine.arguments.first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }

    /// Writes the inputs to begin with, and beside the folder the words for libFuzzer. Prints the options that go with
    /// the target.
    private static func prepare(_ folder: URL, for entry: FuzzEntry) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (number, seed) in try entry.seeds().enumerated() {
            try Data(seed).write(to: folder.appending(path: "seed-\(number)"))
        }
        guard !entry.words.isEmpty else { return print("-max_len=\(entry.longestInput)") }
        let dictionary = URL(filePath: folder.path + ".dict")
        let lines = entry.words.map { "\"\(escaped($0))\"\n" }
        try Data(lines.joined().utf8).write(to: dictionary)
        print("-max_len=\(entry.longestInput) -dict=\(dictionary.path)")
    }

    private static func escaped(_ word: String) -> String {
        word.utf8.map { byte in "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    private static func run() -> Int32 {
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        return LLVMFuzzerRunDriver(&count, &arguments) { data, size in
            do {
                try NightjarFuzz.entry?.run(Array(UnsafeBufferPointer(start: data, count: size)))
            } catch {
                // How a fuzzer is told: it writes the input down when the process dies.
                fatalError("A promise is broken: \(error)")
            }
            return 0
        }
    }
}
