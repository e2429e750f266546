import NIOCore
import NIOWebSocket
import TestKit
import Testing

@testable import HTTPServing

struct WebSocketAssemblerTests {
    private static let key: WebSocketMaskingKey = [1, 2, 3, 4]

    private func frame(_ opcode: WebSocketOpcode, _ bytes: [UInt8], isFinal: Bool = true) -> WebSocketFrame {
        var data = ByteBuffer(bytes: bytes)
        data.webSocketMask(Self.key)
        return WebSocketFrame(fin: isFinal, opcode: opcode, maskKey: Self.key, data: data)
    }

    private func code(_ action: WebSocketAssembler.Action) -> WebSocketCloseCode? {
        if case .violation(let code, _) = action { code } else { nil }
    }

    @Test func wholeMessages() {
        var assembler = WebSocketAssembler(limit: 10)
        #expect(assembler.receive(frame(.text, Array("héllo".utf8))) == .message(.text("héllo")))
        #expect(assembler.receive(frame(.binary, [0, 255])) == .message(.binary(ByteBuffer(bytes: [0, 255]))))
        #expect(assembler.receive(frame(.text, [])) == .message(.text("")))
        #expect(assembler.receive(frame(.ping, [7])) == .pong(ByteBuffer(bytes: [7])))
        #expect(assembler.receive(frame(.pong, [])) == .nothing)
        #expect(assembler.receive(frame(.connectionClose, [])) == .closed(nil))
        #expect(assembler.receive(frame(.connectionClose, [0x03, 0xE8, 0x61])) == .closed(.normal))
    }

    /// However a message is cut, with pings between the pieces, it comes out the same.
    @Test func anyFragmentationGivesTheSameMessage() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            let message = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            var assembler = WebSocketAssembler(limit: 64)
            var rest = message[...]
            var isFirst = true
            while true {
                let piece = rest.prefix(Int.random(in: 0...10, using: &generator))
                rest = rest.dropFirst(piece.count)
                let action = assembler.receive(
                    frame(isFirst ? .binary : .continuation, Array(piece), isFinal: rest.isEmpty)
                )
                isFirst = false
                if rest.isEmpty {
                    #expect(action == .message(.binary(ByteBuffer(bytes: message))))
                    break
                }
                #expect(action == .nothing)
                if Bool.random(using: &generator) {
                    #expect(assembler.receive(frame(.ping, [1])) == .pong(ByteBuffer(bytes: [1])))
                }
            }
        }
    }

    @Test func rulesAreKept() {
        func violation(_ frames: WebSocketFrame...) -> WebSocketCloseCode? {
            var assembler = WebSocketAssembler(limit: 10)
            var last: WebSocketCloseCode?
            for frame in frames { last = code(assembler.receive(frame)) }
            return last
        }
        var compressed = frame(.text, [1])
        compressed.rsv1 = true
        #expect(violation(WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer())) == .protocolError, "not masked")
        #expect(violation(compressed) == .protocolError)
        #expect(violation(frame(.continuation, [1])) == .protocolError)
        #expect(violation(frame(.text, [0x61], isFinal: false), frame(.text, [0x61])) == .protocolError)
        #expect(violation(frame(.ping, [1], isFinal: false)) == .protocolError)
        #expect(violation(frame(.ping, [UInt8](repeating: 0, count: 126))) == .protocolError)
        #expect(violation(frame(.binary, [UInt8](repeating: 0, count: 11))) == .messageTooLarge)
        let half = frame(.binary, [UInt8](repeating: 0, count: 6), isFinal: false)
        let other = frame(.continuation, [UInt8](repeating: 0, count: 5), isFinal: false)
        #expect(violation(half, other) == .messageTooLarge)
        #expect(violation(frame(.text, [0xC3])) == .invalidText)
        #expect(violation(frame(.connectionClose, [3])) == .protocolError)
        #expect(violation(frame(.connectionClose, [0x03, 0xED])) == .protocolError, "1005 is never sent")
        #expect(violation(frame(.connectionClose, [0x03, 0xE8, 0xFF])) == .protocolError)
        if let reserved = WebSocketOpcode(encodedWebSocketOpcode: 3) {
            #expect(violation(frame(reserved, [])) == .protocolError)
        }
    }

    @Test func anyFramesAreHarmless() {
        var generator = SeededGenerator(seed: 4)
        var assembler = WebSocketAssembler(limit: 32)
        for _ in 0..<20_000 {
            guard let opcode = WebSocketOpcode(encodedWebSocketOpcode: UInt8.random(in: 0...15, using: &generator))
            else { continue }
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            if case .message(.binary(let data)) = assembler.receive(
                frame(opcode, bytes, isFinal: Bool.random(using: &generator))
            ) {
                #expect(data.readableBytes <= 32)
            }
        }
    }
}

struct MailboxTests {
    @Test(.timeLimit(.minutes(5)), arguments: [1, 3, 1000])
    func everythingArrivesInOrder(_ capacity: Int) async {
        let mailbox = Mailbox<Int>(capacity: capacity)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 0..<5000 { _ = await mailbox.put(number) }
                mailbox.finish()
            }
            var expected = 0
            while let number = await mailbox.next() {
                #expect(number == expected)
                expected += 1
            }
            #expect(expected == 5000)
        }
    }

    @Test(.timeLimit(.minutes(5))) func aFullMailboxHoldsTheSenderUntilFinished() async {
        let mailbox = Mailbox<Int>(capacity: 2)
        #expect(await mailbox.put(1))
        #expect(await mailbox.put(2))
        async let third = mailbox.put(3)
        mailbox.finish()
        #expect(await third == false)
        #expect(await mailbox.next() == 1)
        #expect(await mailbox.next() == 2)
        #expect(await mailbox.next() == nil)
        #expect(await mailbox.put(4) == false)
    }

    @Test(.timeLimit(.minutes(5))) func cancelledTasksStopWaiting() async {
        let full = Mailbox<Int>(capacity: 0)
        for _ in 0..<100 {
            let putter = Task { await full.put(1) }
            let taker = Task { await Mailbox<Int>(capacity: 1).next() }
            putter.cancel()
            taker.cancel()
            #expect(await putter.value == false)
            #expect(await taker.value == nil)
        }
    }
}
