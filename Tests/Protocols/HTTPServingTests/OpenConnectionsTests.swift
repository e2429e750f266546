import NIOCore
import NIOEmbedded
import Testing

@testable import HTTPServing

struct OpenConnectionsTests {
    private let address = IPAddress(v4: 1)

    /// Channels that live on a loop of their own kind, where closing is done at once.
    private func channels(_ count: Int) -> [NIOAsyncTestingChannel] {
        (0..<count).map { _ in NIOAsyncTestingChannel() }
    }

    @Test func whoWasNeverAskedGoesFirstAndTheOldestOfThem() async throws {
        let open = OpenConnections(limit: 3)
        let all = channels(6)
        for channel in all[0..<3] { #expect(open.add(channel)) }
        open.begin(all[0])
        open.end(all[0])
        #expect(open.add(all[3]))
        try await all[1].closeFuture.get()
        #expect(open.add(all[4]))
        try await all[2].closeFuture.get()
        open.begin(all[3])
        open.begin(all[4])
        #expect(open.add(all[5]), "the one that was asked goes when there is no other")
        try await all[0].closeFuture.get()
        open.begin(all[5])
        #expect(!open.add(NIOAsyncTestingChannel()), "all are busy")
        open.closeAll()
        try await open.drained(on: all[3].eventLoop).get()
        #expect(!open.add(NIOAsyncTestingChannel()), "it is closing")
    }

    @Test func anAddressPushesOutItsOwn() async throws {
        let open = OpenConnections(limit: 10, perAddress: 2)
        let (greedy, other) = (channels(4), channels(1))
        #expect(open.add(other[0], address: IPAddress(v4: 2)))
        for channel in greedy[0..<2] { #expect(open.add(channel, address: address)) }
        #expect(open.add(greedy[2], address: address))
        try await greedy[0].closeFuture.get()
        open.begin(greedy[1])
        open.begin(greedy[2])
        #expect(!open.add(greedy[3], address: address))
        for channel in channels(5) { #expect(open.add(channel), "a proxy is not counted by address") }
        open.closeAll()
        try await open.drained(on: other[0].eventLoop).get()
    }

    @Test func listenersShareOneBudget() async throws {
        let budget = ConnectionBudget(limit: 3)
        let (first, second) = (OpenConnections(limit: 10, budget: budget), OpenConnections(limit: 10, budget: budget))
        let (idle, new) = (channels(3), channels(4))
        for channel in idle { #expect(first.add(channel)) }
        first.begin(idle[0])
        #expect(second.add(new[0]), "an idle one of the other listener goes")
        try await idle[1].closeFuture.get()
        second.begin(new[0])
        #expect(second.add(new[1]))
        try await idle[2].closeFuture.get()
        second.begin(new[1])
        #expect(!first.add(new[2]), "all are busy")
        try await new[0].close()
        try await new[0].closeFuture.get()
        #expect(first.add(new[2]), "one was given back")
        first.closeAll()
        second.closeAll()
        for channel in [idle[0], new[1], new[2]] { try await channel.closeFuture.get() }
        let again = OpenConnections(limit: 10, budget: budget)
        for channel in channels(3) { #expect(again.add(channel), "all of them were") }
        again.closeAll()
    }

    @Test func whoIsSlowToGoCountsUntilThen() async throws {
        let budget = ConnectionBudget(limit: 8)
        let open = OpenConnections(limit: 100, budget: budget)
        let stubborn = channels(8)
        for channel in stubborn {
            try await channel.pipeline.addHandler(Stubborn(), name: "stubborn")
            #expect(open.add(channel))
        }
        #expect(open.add(NIOAsyncTestingChannel()), "it takes the place of one that has been told to go")
        #expect(!open.add(NIOAsyncTestingChannel()), "no second one is told before the first is gone")
        // Without its handler it closes.
        _ = try await stubborn[0].pipeline.removeHandler(name: "stubborn")
        try await stubborn[0].close()
        try await stubborn[0].closeFuture.get()
        #expect(open.add(NIOAsyncTestingChannel()))
    }
}

/// A peer that does not let go.
private final class Stubborn: ChannelOutboundHandler, RemovableChannelHandler, Sendable {
    typealias OutboundIn = ByteBuffer

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) { promise?.succeed() }
}
