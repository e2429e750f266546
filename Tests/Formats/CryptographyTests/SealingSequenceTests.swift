import Testing

@testable import Cryptography

struct SealingSequenceTests {
    private let key = SymmetricKey.random()

    private func sealed(_ pieces: [[UInt8]], associated: [UInt8] = [7]) throws -> [[UInt8]] {
        var sequence = SealingSequence(key: key)
        var sealed: [[UInt8]] = []
        for piece in pieces { sealed.append(try sequence.seal(piece, associated: associated)) }
        #expect(sequence.number == UInt64(pieces.count))
        return sealed
    }

    @Test func piecesOpenInTheirOrder() throws {
        let pieces: [[UInt8]] = [[1, 2, 3], [], [1, 2, 3], [UInt8](repeating: 9, count: 1000)]
        let sealed = try sealed(pieces)
        #expect(sealed.map(\.count) == pieces.map { $0.count + SealingSequence.overhead })
        // The same bytes twice are not the same when they are sealed.
        #expect(sealed[0] != sealed[2])
        var sequence = OpeningSequence(key: key)
        for (piece, plain) in zip(sealed, pieces) { #expect(try sequence.open(piece, associated: [7]) == plain) }
        #expect(sequence.number == 4)
    }

    @Test func aPieceOpensInItsPlaceAlone() throws {
        let sealed = try sealed([[1], [2]])
        var sequence = OpeningSequence(key: key)
        #expect(throws: CryptographyError.doesNotOpen) { try sequence.open(sealed[1], associated: [7]) }
        #expect(throws: CryptographyError.doesNotOpen) { try sequence.open(sealed[0], associated: [8]) }
        #expect(sequence.number == 0)
        #expect(try sequence.open(sealed[0], associated: [7]) == [1])
        #expect(throws: CryptographyError.doesNotOpen) { try sequence.open(sealed[0], associated: [7]) }
        #expect(throws: CryptographyError.notASealedBox) { try sequence.open([1, 2], associated: [7]) }
        var other = OpeningSequence(key: .random())
        #expect(throws: CryptographyError.doesNotOpen) { try other.open(sealed[0], associated: [7]) }
    }

    @Test func theNonceIsTheNumber() {
        #expect(SealingSequence.nonce(0) == [UInt8](repeating: 0, count: 12))
        #expect(SealingSequence.nonce(0x0102_0304_0506_0708) == [0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8])
    }
}
