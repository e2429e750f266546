import ArgumentParser
import NVR

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check whether an export is as a recorder has made it.",
        discussion: """
            Checks the ZIP file, the SHA-256 and the length of each file in it, that nothing was added, and the signature. With \
            --key it is checked as well that the signature is of the recorder that you expect; ask for its fingerprint on \
            another way than the one on which the file came.

            Ends with status 0 if nothing was changed, 1 if something was or the key is another, 2 if the file cannot be read.
            """
    )

    @Argument(help: ArgumentHelp("The export.", valueName: "file.zip"))
    var file: String

    @Option(
        help: ArgumentHelp(
            "The fingerprint of the recorder's key, or a PEM file with the key.",
            valueName: "fingerprint|key.pem"
        )
    )
    var key: String?

    func run() throws {
        let verdict: ExportVerdict
        do throws(StartError) {
            let expected = try key.map { text throws(StartError) in try ExportVerification.key(text) }
            verdict = try ExportVerification.verify(file, expecting: expected)
        } catch {
            Console.complain("\(error)")
            throw ExitCode(2)
        }
        for fact in verdict.facts { Console.say(fact) }
        if let fingerprint = verdict.fingerprint { Console.say("Signed with the key \(fingerprint).") }
        for fault in verdict.faults { Console.say("WRONG: \(fault)") }
        Console.say(Self.sentence(verdict))
        guard verdict.isGood else { throw ExitCode.failure }
    }

    private static func sentence(_ verdict: ExportVerdict) -> String {
        let count = verdict.faultCount
        guard count == 0 else {
            return
                "NOT GOOD: \(count) \(count == 1 ? "thing is" : "things are") not as a recorder has made \(count == 1 ? "it" : "them")."
        }
        switch verdict.origin {
        case .expected: return "GOOD: nothing was changed since the expected recorder has signed it."
        case .unknown:
            return
                "INTACT, OF UNKNOWN ORIGIN: nothing was changed since it was signed, but whose key that is, is not shown. Ask "
                + "the owner of the recorder for the fingerprint, on another way, and give it with --key."
        case .other: return "NOT GOOD: it was signed with another key than the expected one."
        case .unsigned: return "NOT GOOD: it is not signed."
        }
    }
}
