import ArgumentParser
import NVR

struct SealCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal",
        abstract: "Print the digests that the evidence chain has of a recording.",
        discussion: """
            Reads all samples of a recording's file, and prints of each track how many there are, the decoding time of the first \
            one, and the digest over their times and bytes, as an entry of the evidence chain has them; and how fast that was.
            """
    )

    @Argument(help: ArgumentHelp("The recording.", valueName: "file.mp4"))
    var file: String

    @Option(help: "Read it so many times, to measure what sealing costs.")
    var runs = 1

    func run() throws {
        let clock = ContinuousClock()
        var bytes: Int64 = 0
        var seals: [FileSeals.Seal] = []
        let began = clock.now
        do throws(StartError) {
            for _ in 0..<max(1, runs) {
                let found = try FileSeals.of(file)
                seals = found.seals
                bytes += found.bytes
            }
        } catch {
            Console.complain("\(error)")
            throw ExitCode(2)
        }
        let seconds = max((clock.now - began) / .seconds(1), 1e-9)
        for seal in seals {
            Console.say("\(seal.kind): \(seal.samples) samples from \(seal.first), \(seal.sha256)")
        }
        Console.say("\(Int(Double(bytes) / seconds / 1e6)) MB/s")
    }
}
