import Media
import Testing
import WorkerChannel

@testable import NVR

/// Which pictures a worker is given, and which are shown.
struct DerivedPaceTests {
    private let format = TrackFormat.jpeg(JPEGFormat(size: PictureSize(width: 8, height: 8)))

    private func video() throws -> TrackFormat { try DerivedSamples.h264() }

    private func time(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: milliseconds * 1_000_000)
    }

    /// A picture that arrives at a time, in ms.
    private func unit(_ arrival: Int64, _ flags: AccessUnit.Flags = []) -> AccessUnit {
        AccessUnit(
            track: 0,
            payload: Bytes([1]),
            decodeTime: MediaTicks(arrival * 90),
            arrival: time(arrival),
            wall: WallTime(nanoseconds: arrival),
            flags: flags
        )
    }

    /// How each of 25 pictures a second is treated that is read so many ms after it came, with a key frame every second.
    private func words(late: (Int64) -> Int64, pictures: Range<Int64>, every interval: Int = 1) throws -> [String] {
        let video = try video()
        var pace = DerivedPace(takesEvery: interval)
        pace.begin(at: time(10_000))
        return pictures.map { number in
            let arrival = 10_000 + number * 40
            let isKey = number % 25 == 0
            let now = time(max(10_000, arrival + late(number)))
            guard let choice = pace.choose(unit(arrival, isKey ? .key : []), video, isNewest: false, at: now) else {
                return "-"
            }
            return choice.isShown ? (choice.flags.contains(.refresh) ? "K" : "p") : "d"
        }
    }

    @Test func allAreShownAsLongAsItKeepsUp() throws {
        let words = try words(late: { _ in 100 }, pictures: 0..<60)
        #expect(words.indices.filter { words[$0] == "K" } == [0, 25, 50])
        #expect(words.allSatisfy { $0 == "K" || $0 == "p" })
    }

    @Test func everyOtherIsShownWhenItIsLate() throws {
        let words = try words(late: { _ in 800 }, pictures: 0..<50)
        #expect(words.count { $0 == "d" } == 25 && !words.contains("-"))
        #expect(words.contains("K"))
    }

    @Test func itGoesOnWithAKeyFrameWhenItIsTooLate() throws {
        let words = try words(late: { $0 < 10 || $0 >= 40 ? 0 : 4000 }, pictures: 0..<60)
        #expect(words[10..<25].allSatisfy { $0 == "-" })
        // The key frame itself is taken, late as it is; what follows it is too late again.
        #expect(words[25] != "-" && words[26..<40].allSatisfy { $0 == "-" })
        // Caught up, it still needs a key frame.
        #expect(words[40..<50].allSatisfy { $0 == "-" } && words[50] == "K")
    }

    @Test func whatCameBeforeItBeganIsDecodedAndNotShown() throws {
        let words = try words(late: { _ in 0 }, pictures: -25..<10)
        // A second of the past, of which the last third of a second is as good as now.
        #expect(words[..<17].allSatisfy { $0 == "d" })
        #expect(words.firstIndex(of: "K").map { (17...19).contains($0) } == true)
        #expect(words.count { $0 == "K" } == 1)
    }

    @Test func theNewestIsShownHoweverOldItIs() throws {
        var pace = DerivedPace(takesEvery: 1)
        pace.begin(at: time(100_000))
        let choice = pace.choose(unit(90_000, .key), try video(), isNewest: true, at: time(100_000))
        #expect(choice?.isShown == true && choice?.flags == [.key, .refresh])
    }

    @Test func aStreamOfKeyFramesAloneHasOneASecond() throws {
        var pace = DerivedPace(takesEvery: 1)
        pace.begin(at: time(0))
        let keys = (0..<60).filter { number in
            let arrival = Int64(number) * 40
            let choice = pace.choose(unit(arrival, .key), format, isNewest: false, at: time(arrival))
            return choice?.flags.contains(.refresh) == true
        }
        #expect(keys == [0, 25, 50])
    }

    @Test func aLongGroupGetsKeyFramesInBetween() throws {
        let video = try video()
        var pace = DerivedPace(takesEvery: 1)
        pace.begin(at: time(0))
        let keys = (0..<250).filter { number in
            let arrival = Int64(number) * 40
            let choice = pace.choose(unit(arrival, number == 0 ? .key : []), video, isNewest: false, at: time(arrival))
            return choice?.flags.contains(.refresh) == true
        }
        #expect(keys == [0, 100, 200])
    }

    @Test func whatNobodyNeedsIsNotDecodedForNothing() throws {
        // Every third of a camera that sends key frames alone: the others are not even sent.
        var pace = DerivedPace(takesEvery: 3)
        pace.begin(at: time(0))
        let taken = (0..<9).filter { number in
            let arrival = Int64(number) * 40
            return pace.choose(unit(arrival, .key), format, isNewest: false, at: time(arrival)) != nil
        }
        #expect(taken == [0, 3, 6])
        #expect(try words(late: { _ in 0 }, pictures: 0..<6, every: 3) == ["K", "d", "d", "p", "d", "d"])
        var late = DerivedPace(takesEvery: 2)
        late.begin(at: time(0))
        _ = late.choose(unit(0, .key), try video(), isNewest: false, at: time(0))
        #expect(late.choose(unit(40, .disposable), try video(), isNewest: false, at: time(40)) == nil)
    }

    @Test func withoutAKeyFrameNothingBegins() throws {
        var pace = DerivedPace(takesEvery: 1)
        pace.begin(at: time(0))
        #expect(pace.choose(unit(40), try video(), isNewest: true, at: time(40)) == nil)
        #expect(pace.choose(unit(80, .key), try video(), isNewest: true, at: time(80)) != nil)
    }

    @Test func theTimeIsThatOfThePresentation() throws {
        var pace = DerivedPace(takesEvery: 1)
        pace.begin(at: time(0))
        var shifted = unit(40, .key)
        shifted.presentationOffset = 7200
        #expect(pace.choose(shifted, try video(), isNewest: true, at: time(40))?.time == 40 * 90 + 7200)
    }
}
