import Media
import Testing

@testable import Live

struct LiveHLSFrameRateTests {
    /// The numbers of the pictures that pass, of so many.
    private func passing(
        _ limit: Int,
        rate: Double,
        group: Int,
        pictures: Int,
        isDisposable: (Int) -> Bool = { _ in false }
    ) -> [Int] {
        var frameRate = LiveHLSFrameRate(limit: limit)
        return (0..<pictures).filter { number in
            let unit = HLSFilm.unit(
                number,
                at: Double(number) / rate,
                isKey: number % group == 0,
                isDisposable: number % group != 0 && isDisposable(number)
            )
            return frameRate.passes(unit, timescale: 90_000)
        }
    }

    @Test func withoutALimitAllPass() { #expect(passing(0, rate: 60, group: 60, pictures: 600).count == 600) }

    @Test func aStreamWithinTheLimitPassesWhole() {
        #expect(passing(25, rate: 25, group: 50, pictures: 500) == Array(0..<500))
        #expect(passing(10, rate: 5, group: 50, pictures: 100) == Array(0..<100))
    }

    @Test func whereAllAreNeededOnlyKeyFramesPass() {
        let passed = passing(10, rate: 25, group: 50, pictures: 500)
        #expect(passed.filter { $0 >= 50 } == [50, 100, 150, 200, 250, 300, 350, 400, 450])
        // Of the first group nobody knew it: its beginning, without a hole.
        let first = passed.filter { $0 < 50 }
        #expect(first == Array(0..<first.count) && (1...10).contains(first.count))
    }

    @Test func disposablePicturesGoEvenlyAndNeededOnesStay() {
        // Every second picture is disposable: 12.5 a second are needed.
        let passed = passing(15, rate: 25, group: 50, pictures: 2500) { $0 % 2 == 1 }
        let later = passed.filter { $0 >= 50 }
        #expect(later.filter { $0 % 2 == 0 } == Array(stride(from: 50, to: 2500, by: 2)))
        #expect((14.0...16.0).contains(Double(later.count) / 98))
        // Never two dropped ones more than the usual distance apart.
        let odd = later.filter { $0 % 2 == 1 }
        #expect(zip(odd, odd.dropFirst()).allSatisfy { $1 - $0 <= 16 })
    }

    @Test func keyFramesPassAlsoWhereTheyAreTooMany() {
        #expect(passing(2, rate: 10, group: 1, pictures: 50) == Array(0..<50))
    }

    @Test func aClockThatStandsStillIsNoTrouble() {
        var frameRate = LiveHLSFrameRate(limit: 5)
        let passed = (0..<100).count { number in
            frameRate.passes(HLSFilm.unit(number, at: 0, isKey: number == 0), timescale: 90_000)
        }
        #expect(passed <= 3)
    }
}
