import Foundation
import Media
import Testing

@testable import Simulation

struct OddityPlanTests {
    @Test(arguments: CameraOddity.allCases)
    func eachIsReadAsItIsWritten(oddity: CameraOddity) throws {
        let value =
            switch oddity.form {
            case .nothing: ""
            case .seconds, .secondsIfAny: "=2.5"
            case .secondsAndInterval: "=2.5,-3600"
            case .factor: "=0.84"
            case .number: "=65535"
            case .path: "=/door/main-1"
            case .choice(let names): "=\(names[0])"
            }
        let plan = try OddityPlan([oddity.rawValue + value])
        #expect(plan.has(oddity) && !plan.isEmpty)
        #expect(CameraOddity.allCases.allSatisfy { $0 == oddity || !plan.has($0) })
        switch oddity.form {
        case .nothing: #expect(plan.number(of: oddity) == nil && plan.text(of: oddity) == nil)
        case .seconds, .secondsIfAny: #expect(plan.seconds(of: oddity) == .milliseconds(2500))
        case .secondsAndInterval:
            let jump = try #require(plan.jump(of: oddity))
            #expect(jump.after == .milliseconds(2500) && jump.by == .seconds(-3600))
        case .factor: #expect(plan.number(of: oddity) == 0.84)
        case .number: #expect(plan.number(of: oddity) == 65_535)
        case .path: #expect(plan.text(of: oddity) == "door/main-1")
        case .choice(let names): #expect(plan.text(of: oddity) == names[0])
        }
        #expect(CameraOddity.help.contains("\(oddity.usage)\n      \(oddity.sentence)"))
    }

    @Test(
        arguments: [
            "silence-after", "silence-after=", "silence-after=0", "silence-after=-1", "silence-after=nan",
            "silence-after=1e9", "no-markers=1", "clock-jump=5", "clock-jump=5,6,7", "clock-jump=x,1", "digest=sha1",
            "redirect=", "redirect=a b", "sequence-start=65536", "timestamp-start=-1", "wrong-rate=0",
            "stale-session=x",
        ]
    )
    func whatIsWrittenWronglyIsExplained(text: String) throws {
        let error = #expect(throws: OddityError.self) { try OddityPlan([text]) }
        let oddity = try #require(error?.oddity)
        #expect(error?.description == "‘\(text)’ is not how an oddity is written: write \(oddity.usage).")
    }

    @Test(arguments: ["", "nothing", "No-Markers", "=1"])
    func whatIsNoOddityIsNamed(text: String) {
        let error = #expect(throws: OddityError.self) { try OddityPlan(["no-cseq", text]) }
        #expect(error?.description == "There is no oddity ‘\(text)’: nightjar camera --help lists them.")
    }

    @Test func eachStandsInTheManual() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../docs/simulated-cameras.md")
        let manual = try String(contentsOf: file, encoding: .utf8)
        for oddity in CameraOddity.allCases {
            #expect(manual.contains("`\(oddity.usage.replacing("|", with: "\\|"))`"))
        }
    }

    @Test func turnsComeInTheirOrder() throws {
        let start = MonotonicTime(nanoseconds: 1_000_000_000)
        let plan = try OddityPlan(["close-after=3", "clock-jump=1,-5", "sps-change-after=2"])
        var timeline = OddityTimeline(plan, from: start)
        timeline.add(.silence, at: start + .milliseconds(2500))
        let none = timeline.next(by: start)
        #expect(none == nil && !timeline.isEmpty)
        var turns: [OddityTimeline.Turn] = []
        while let turn = timeline.next(by: start + .seconds(3)) { turns.append(turn) }
        #expect(turns == [.jump(.seconds(-5)), .changeOfClip, .silence, .cut] && timeline.isEmpty)
    }
}
