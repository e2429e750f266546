import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import HTTPServing

struct BodyRoomTests {
    private func request(_ parts: [String]) -> Request {
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        for part in parts { continuation.yield(ByteBuffer(string: part)) }
        continuation.finish()
        return Request(
            head: HTTPRequest(method: .post, scheme: "http", authority: "nvr", path: "/"),
            body: RequestBody(asyncSequence: stream)
        )
    }

    private func status(_ work: () async throws -> Void) async -> Problem? {
        do {
            try await work()
            return nil
        } catch {
            return error as? Problem
        }
    }

    @Test func whatComesInTakesRoomUntilItIsWhole() async throws {
        let room = BodyRoom(limit: 10)
        #expect(String(buffer: try await request(["ab", "", "cde"]).bytes(limit: 5, room: room)) == "abcde")
        #expect(room.take(10), "all of it was given back")
        let refused = await status { _ = try await request(["a"]).bytes(limit: 5, room: room) }
        #expect(refused?.status == .serviceUnavailable && refused?.headers[.retryAfter] == "5")
        room.giveBack(7)
        #expect(await status { _ = try await request(["abc", "defgh"]).bytes(limit: 8, room: room) } != nil)
        #expect(room.take(7) && !room.take(1), "what was refused in its middle was given back")
    }

    @Test func theLimitIsThatOfTheWholeBody() async throws {
        let room = BodyRoom(limit: 100)
        #expect(await status { _ = try await request(["abc", "def"]).bytes(limit: 5, room: room) }?.status.code == 413)
        #expect(try await request(["abc", "de"]).bytes(limit: 5, room: room).readableBytes == 5)
        #expect(try await request([]).bytes(limit: 0, room: room).readableBytes == 0)
        #expect(room.take(100))
    }
}
