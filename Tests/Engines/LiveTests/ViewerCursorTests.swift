import Media
import NIOCore
import Stream
import Testing

@testable import Live

struct ViewerCursorTests {
    private func numbers(_ range: Range<Int>) -> [String] { range.map(String.init) }

    @Test func whoComesGetsTheStartTheGroupAndTheEdgeAndThenEachUnit() {
        var scene = ViewerScene()
        scene.begin()
        scene.send(25)
        #expect(scene.read() == ["start"] + numbers(20..<25) + ["edge"])
        #expect(scene.read() == [])
        scene.send()
        #expect(scene.read() == ["25"])
        #expect(scene.cursor.missedUnits == 0)
    }

    @Test func theEdgeIsToldWhenAllOfTheRingHasBeenTakenIn() {
        var scene = ViewerScene()
        scene.log.isCaughtUp = false
        scene.begin()
        scene.send(3)
        #expect(scene.read() == ["start", "0", "1", "2"])
        scene.send(2)
        scene.log.isCaughtUp = true
        #expect(scene.read() == ["3", "4", "edge"])
    }

    @Test func thereIsNoEdgeBeforeTheFirstUnit() {
        var scene = ViewerScene()
        scene.begin()
        #expect(scene.read() == ["start"])
        scene.send()
        #expect(scene.read() == ["0", "edge"])
    }

    @Test func whoComesWhereNothingIsWaitsForAKeyFrame() {
        var scene = ViewerScene()
        #expect(scene.read() == [])
        scene.begin()
        scene.send(2)
        #expect(scene.read() == ["start", "0", "1", "edge"])
    }

    @Test func aLongGroupIsGivenInPieces() {
        var limits = ViewerCursor.Limits()
        limits.itemsAtOnce = 4
        var scene = ViewerScene(group: 100, limits)
        scene.begin()
        scene.send(6)
        var items: [ViewerItem] = []
        let hasMore = scene.cursor.read(scene.log, at: scene.now, into: &items)
        #expect(items.map(\.short) == ["start", "0", "1", "2", "3"] && hasMore)
        #expect(scene.read() == ["4", "5", "edge"])
        // By bytes too: each unit has 100.
        limits.bytesAtOnce = 250
        limits.itemsAtOnce = 64
        scene.cursor = ViewerCursor(limits: limits)
        items = []
        _ = scene.cursor.read(scene.log, at: scene.now, into: &items)
        #expect(items.map(\.short) == ["start", "0", "1", "2"])
    }

    @Test func whoTakesNothingReadsNothing() {
        var scene = ViewerScene()
        scene.begin()
        scene.send()
        _ = scene.read()
        scene.block()
        scene.send(5)
        #expect(scene.read() == [])
        scene.unblock()
        #expect(scene.read() == numbers(1..<6))
        #expect(scene.cursor.missedUnits == 0)
    }

    @Test func aSecondBehindWhatNothingNeedsIsLeftOut() {
        var scene = ViewerScene(group: 100)
        scene.isDisposable = { $0 % 2 == 1 }
        scene.begin()
        scene.send()
        _ = scene.read()
        scene.block()
        scene.send(15)
        scene.unblock()
        // The newest is of 1.5 s: of what is older than 0.5 s only the even ones.
        #expect(scene.read() == ["2", "4"] + numbers(5..<16))
        #expect(scene.cursor.missedUnits == 2)
        // And no word of it: no picture that is shown is wrong.
        scene.send()
        #expect(scene.read() == ["16"])
    }

    @Test func twoSecondsBehindItJumpsToTheNewestKeyFrameAndSaysSo() {
        var scene = ViewerScene()
        scene.begin()
        scene.send()
        _ = scene.read()
        scene.block()
        scene.send(21)
        scene.unblock()
        // Unit 1 is 2.0 s old, and not more.
        var late = scene
        #expect(scene.read().first == "1")
        late.wait(0.05)
        #expect(late.read() == ["dropped 19", "20", "21"])
        #expect(late.cursor.missedUnits == 19)
    }

    @Test func whereThereIsNoNewerKeyFrameNothingIsLeftOut() {
        var scene = ViewerScene(group: 1000)
        scene.begin()
        scene.send()
        _ = scene.read()
        scene.block()
        scene.send(80)
        scene.unblock()
        #expect(scene.read() == numbers(1..<81))
    }

    @Test func whoComesToAnOldGroupIsNotLate() {
        var scene = ViewerScene(group: 100)
        scene.isDisposable = { $0 % 2 == 1 }
        scene.begin()
        scene.send(95)
        #expect(scene.read() == ["start"] + numbers(0..<95) + ["edge"])
        #expect(scene.cursor.missedUnits == 0)
    }

    @Test func whosePlaceIsGoneGoesOnWithAKeyFrame() {
        var limits = RenditionLog.Limits()
        limits.bytes = 30 * (100 + RenditionLog.itemCost)
        var scene = ViewerScene(log: limits)
        scene.begin()
        scene.send()
        _ = scene.read()
        scene.block()
        scene.send(60)
        scene.unblock()
        #expect(scene.read() == ["dropped 59", "60"])
    }

    @Test func whosePlaceIsGoneWaitsWhereThereIsNoKeyFrame() {
        var limits = RenditionLog.Limits()
        limits.bytes = 10 * (128 + RenditionLog.itemCost)
        var scene = ViewerScene(group: 30, log: limits)
        scene.begin()
        scene.send()
        _ = scene.read()
        scene.block()
        scene.send(25)
        scene.unblock()
        #expect(scene.read() == [])
        scene.send(4)
        #expect(scene.read() == [])
        scene.send(2)
        #expect(scene.read() == ["dropped 29", "30", "31"])
        // Who comes meanwhile waits too, and has missed nothing.
        scene.send(20)
        scene.cursor = ViewerCursor()
        #expect(scene.read() == [])
        scene.send(10)
        #expect(scene.read() == ["start", "60", "61", "edge"])
    }

    @Test func overANewTimeLineItGetsItsStart() {
        var scene = ViewerScene()
        scene.begin()
        scene.send()
        _ = scene.read()
        scene.block()
        scene.send(9)
        scene.begin()
        scene.send(30)
        scene.unblock()
        #expect(scene.read() == ["dropped 29", "start"] + numbers(30..<40) + ["edge"])
        // In order, it gets it where it stands.
        scene.begin()
        scene.send()
        #expect(scene.read() == ["start", "40", "edge"])
    }

    @Test func threeJumpsInTwentySecondsMeanThatItFallsBehind() {
        var scene = ViewerScene()
        scene.begin()
        scene.send()
        _ = scene.read()
        var told: [Int] = []
        for jump in 1...6 {
            scene.block()
            scene.send(40)
            scene.unblock()
            let read = scene.read()
            #expect(read.first?.hasPrefix("dropped") == true)
            if read.contains("falls behind") { told.append(jump) }
        }
        #expect(told == [3, 6])
    }

    @Test func jumpsThatAreFarApartMeanNothing() {
        var scene = ViewerScene()
        scene.begin()
        scene.send()
        _ = scene.read()
        for _ in 1...4 {
            scene.block()
            scene.send(40)
            scene.unblock()
            #expect(!scene.read().contains("falls behind"))
            for _ in 0..<8 {
                scene.send(10)
                #expect(!scene.read().contains("falls behind"))
            }
        }
    }

    @Test func whoTakesNothingForTenSecondsHasStalled() {
        var scene = ViewerScene()
        scene.begin()
        scene.send()
        _ = scene.read()
        scene.wait(60)
        // Where there is nothing to take, nobody stalls.
        #expect(!scene.cursor.isStalled(at: scene.now))
        scene.block()
        scene.wait(5)
        scene.block()
        scene.wait(4.9)
        #expect(!scene.cursor.isStalled(at: scene.now))
        scene.wait(0.1)
        #expect(scene.cursor.isStalled(at: scene.now))
        scene.unblock()
        #expect(!scene.cursor.isStalled(at: scene.now))
    }

    @Test func losesOfTheRenditionAreToldToAll() {
        var scene = ViewerScene()
        scene.begin()
        scene.send()
        _ = scene.read()
        scene.log.append(.dropped(units: 5), at: scene.now)
        scene.next = 10
        scene.send()
        #expect(scene.read() == ["dropped 5", "10"])
    }

    @Test func theEndIsTheEnd() {
        var scene = ViewerScene()
        scene.begin()
        scene.send()
        scene.log.append(
            .interrupted(Interruption(code: "x", sentence: "Gone.", at: WallTime(nanoseconds: 0))),
            at: scene.now
        )
        // Who comes now is told that alone.
        #expect(scene.read() == ["interrupted"])
        scene.log.append(.unsuitable(sentence: "No."), at: scene.now)
        scene.log.append(.ended, at: scene.now)
        #expect(!scene.cursor.isOver)
        #expect(scene.read() == ["unsuitable", "ended"])
        #expect(scene.cursor.isOver)
        scene.begin()
        #expect(scene.read() == [])
    }

    @Test func noPictureThatOthersNeedIsEverLeftOutAlone() {
        var random = SystemRandomNumberGenerator()
        var counted = 0
        var wrong: [String] = []
        for _ in 0..<100 {
            let group = Int.random(in: 1...40, using: &random)
            var limits = RenditionLog.Limits()
            limits.bytes = Int.random(in: 2000...40_000, using: &random)
            var scene = ViewerScene(group: group, log: limits)
            scene.isDisposable = { $0 % group != 0 && $0 % 3 == 1 }
            scene.begin()
            var last: Int?
            for _ in 0..<60 {
                scene.send(Int.random(in: 1...12, using: &random))
                scene.wait(Double.random(in: 0...0.09, using: &random))
                if Bool.random(using: &random) { scene.block() } else { scene.unblock() }
                var isAfterDrop = false
                for word in scene.read() {
                    if word.hasPrefix("dropped") { isAfterDrop = true }
                    guard let number = Int(word) else { continue }
                    if let last, !isAfterDrop {
                        if !(last + 1..<number).allSatisfy(scene.isDisposable) { wrong.append("\(last) \(number)") }
                    } else if number % group != 0 {
                        wrong.append("\(number) after a loss")
                    }
                    isAfterDrop = false
                    last = number
                    counted += 1
                }
            }
        }
        #expect(wrong.isEmpty && counted > 1000)
    }
}
