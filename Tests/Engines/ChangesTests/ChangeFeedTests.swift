import Foundation
import Media
import TestKit
import Testing

@testable import Changes

struct ChangeFeedTests {
    private let feed = ChangeFeed(bound: 100, startingAfter: 0)
    private let time = WallTime(nanoseconds: 7)

    private func awaitSubscribers(_ count: Int) async {
        while feed.subscriberCount != count { await Task.yield() }
    }

    @Test func subscribersGetWhatComes() async throws {
        feed.publish(.created, "camera", id: "before", at: time)
        var iterator = feed.subscribe().makeAsyncIterator()
        let change = try #require(feed.publish(.changed, "camera", id: "door", at: time))
        #expect(change == Change(sequence: 2, time: time, kind: .changed, object: "camera", id: "door"))
        #expect(await iterator.next() == .change(change))
        #expect(feed.newest == 2)
    }

    @Test func aSubscriberThatSleepsIsWoken() async {
        let subscription = feed.subscribe()
        let reader = Task { () -> [String] in
            var ids: [String] = []
            for await event in subscription {
                if case .change(let change) = event { ids.append(change.id) }
            }
            return ids
        }
        for number in 0..<50 {
            feed.publish(.created, "camera", id: "\(number)", at: time)
            if number % 7 == 0 { await Task.yield() }
        }
        feed.finish()
        #expect(await reader.value == (0..<50).map(String.init))
    }

    @Test func goingOnAfterANumber() async {
        for number in 1...5 { feed.publish(.created, "camera", id: "\(number)", at: time) }
        var iterator = feed.subscribe(after: 3).makeAsyncIterator()
        #expect(await iterator.next()?.sequence == 4)
        #expect(await iterator.next()?.sequence == 5)
        for number in 6...205 { feed.publish(.created, "camera", id: "\(number)", at: time) }
        #expect(await iterator.next() == .missed(through: 105))
        #expect(await iterator.next()?.sequence == 106)
    }

    @Test func theEnd() async {
        var early = feed.subscribe().makeAsyncIterator()
        feed.publish(.deleted, "camera", id: "a", at: time)
        feed.finish()
        feed.finish()
        #expect(feed.publish(.created, "camera", id: "b", at: time) == nil)
        #expect(await early.next()?.sequence == 1)
        #expect(await early.next() == nil)
        #expect(await early.next() == nil)
        var late = feed.subscribe(after: 0).makeAsyncIterator()
        #expect(await late.next()?.sequence == 1)
        #expect(await late.next() == nil)
        #expect(feed.subscriberCount == 0)
    }

    @Test func whoLeavesIsForgotten() async {
        do {
            var iterator = feed.subscribe().makeAsyncIterator()
            feed.publish(.created, "camera", id: "a", at: time)
            _ = await iterator.next()
            #expect(feed.subscriberCount == 1)
        }
        await awaitSubscribers(0)
    }

    @Test func cancellationEndsASleep() async {
        let subscription = feed.subscribe()
        let reader = Task { () -> Int in
            var count = 0
            for await _ in subscription { count += 1 }
            return count
        }
        feed.publish(.created, "camera", id: "a", at: time)
        await Task.yield()
        reader.cancel()
        #expect(await reader.value <= 1)
    }

    @Test func aSubscriberThatNeverReadsCostsNothing() async {
        let subscriptions = (0..<20).map { _ in feed.subscribe() }
        for number in 0..<10_000 { feed.publish(.created, "camera", id: "\(number)", at: time) }
        #expect(feed.subscriberCount == 20)
        var iterator = subscriptions[0].makeAsyncIterator()
        #expect(await iterator.next() == .missed(through: 9900))
    }

    @Test func manyAtOnce() async {
        let feed = ChangeFeed(bound: 10_000, startingAfter: 0)
        let time = time
        await withTaskGroup(of: [UInt64].self) { group in
            for subscription in (0..<4).map({ _ in feed.subscribe() }) {
                group.addTask {
                    var seen: [UInt64] = []
                    for await event in subscription {
                        seen.append(event.sequence)
                        if seen.count == 2000 { break }
                    }
                    return seen
                }
            }
            for publisher in 0..<4 {
                group.addTask {
                    for number in 0..<500 { feed.publish(.created, "job", id: "\(publisher)/\(number)", at: time) }
                    return []
                }
            }
            for await seen in group where !seen.isEmpty { #expect(seen == Array(1...2000)) }
        }
    }

    /// On threads of their own, so that the test goes on where they stand still.
    @Test func whoeverLeavesWhileSomethingIsPublishedStopsNobody() async throws {
        let (feed, time) = (feed, time)
        let progress = Progress()
        Thread.detachNewThread {
            while !progress.isOver { feed.publish(.changed, "camera", id: "door", at: time) }
        }
        Thread.detachNewThread {
            for number in 0..<3000 {
                let subscription = feed.subscribe()
                let task = Task { for await _ in subscription {} }
                // Before it waits for what comes, while it does, and thereafter.
                usleep(UInt32(number % 60))
                task.cancel()
                progress.step()
            }
            progress.end()
        }
        try await progress.wait()
        await awaitSubscribers(0)
    }
}
