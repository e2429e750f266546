/// In which form somebody wants what was recorded.
package struct FilmWish: Hashable, Sendable {
    /// Pictures of another codec become H.264; those that are it already stay as they are, unless they are masked.
    package var wantsH264: Bool
    /// Sound of another codec becomes AAC.
    package var wantsAAC: Bool
    /// Whether he wants to see it as those do who may not see what masks hide.
    package var isMasked: Bool

    /// As it was recorded.
    package static let recorded = FilmWish(wantsH264: false, wantsAAC: false)

    package init(wantsH264: Bool, wantsAAC: Bool, isMasked: Bool = false) {
        self.wantsH264 = wantsH264
        self.wantsAAC = wantsAAC
        self.isMasked = isMasked
    }

    /// - Parameters:
    ///   - video: "h264"; nil for what was recorded.
    ///   - audio: "aac"; nil for what was recorded.
    /// - Throws: `invalid` for anything else.
    package init(video: String?, audio: String?, isMasked: Bool = false) throws(DomainError) {
        guard video == nil || video == "h264" else {
            throw DomainError(.invalid, "video is \"h264\", or is left out.", member: "video")
        }
        guard audio == nil || audio == "aac" else {
            throw DomainError(.invalid, "audio is \"aac\", or is left out.", member: "audio")
        }
        guard !isMasked || video != nil else {
            throw DomainError(
                .invalid,
                "What was recorded is masked only where it is encoded anew: ask for video=h264, too.",
                member: "masked"
            )
        }
        self.init(wantsH264: video != nil, wantsAAC: audio != nil, isMasked: isMasked)
    }

    /// The same as the query of an address, with its question mark; empty for what was recorded.
    package var query: String {
        let parts = [wantsH264 ? "video=h264" : nil, wantsAAC ? "audio=aac" : nil, isMasked ? "masked=true" : nil]
        let text = parts.compactMap(\.self).joined(separator: "&")
        return text.isEmpty ? "" : "?\(text)"
    }
}
