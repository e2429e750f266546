/// Sizes as the document has them: 188416 bytes are "184.0 KB".
enum LightSize {
    private static let units = ["KB", "MB", "GB"]

    static func text(_ bytes: Int64) -> String {
        guard bytes >= 1024 else { return "\(max(0, bytes)) B" }
        var unit = 0
        var whole: Int64 = 1024
        while unit < units.count - 1, bytes >= whole << 10 {
            unit += 1
            whole <<= 10
        }
        let tenths = Int64((Double(bytes) / Double(whole) * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
