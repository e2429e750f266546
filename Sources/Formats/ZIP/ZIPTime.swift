/// When a file was last changed, as ZIP files keep it: to two seconds, from 1980 to 2107, without a time zone. Ours are UTC.
package struct ZIPTime: Hashable, Sendable {
    let date: UInt16
    let time: UInt16

    /// As it stands in a file, whatever it says.
    init(date: UInt16, time: UInt16) {
        self.date = date
        self.time = time
    }

    /// A time before 1980 is its first second, one after 2107 its last.
    package init(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        guard (1980...2107).contains(year), (1...12).contains(month), (1...31).contains(day), (0...23).contains(hour),
            (0...59).contains(minute), (0...60).contains(second)
        else {
            self = year > 2107 ? ZIPTime(date: 0xFF9F, time: 0xBF7D) : ZIPTime(date: 0x0021, time: 0)
            return
        }
        date = UInt16((year - 1980) << 9 | month << 5 | day)
        time = UInt16(hour << 11 | minute << 5 | min(second, 59) / 2)
    }
}
