/// The four characters that name a box, a brand, a handler or a sample entry (ISO/IEC 14496-12 §4.2).
package struct BoxType: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// - Parameter name: four ASCII characters.
    init(_ name: String) {
        precondition(name.utf8.count == 4, "a box is named by four characters")
        self.init(rawValue: name.utf8.reduce(0) { $0 << 8 | UInt32($1) })
    }

    /// The name as a person reads it; characters that cannot be printed as `.`.
    package var description: String {
        let shifts: [UInt32] = [24, 16, 8, 0]
        let characters = shifts.map { shift in
            let byte = UInt8(truncatingIfNeeded: rawValue >> shift)
            return (0x20...0x7E).contains(byte) ? Character(Unicode.Scalar(byte)) : "."
        }
        return String(characters)
    }
}

extension BoxType {
    static let avc1 = BoxType("avc1")
    static let avcC = BoxType("avcC")
    static let alaw = BoxType("alaw")
    static let co64 = BoxType("co64")
    static let ctts = BoxType("ctts")
    static let dOps = BoxType("dOps")
    static let dinf = BoxType("dinf")
    static let dref = BoxType("dref")
    static let edts = BoxType("edts")
    static let elst = BoxType("elst")
    static let esds = BoxType("esds")
    static let free = BoxType("free")
    static let ftyp = BoxType("ftyp")
    static let hdlr = BoxType("hdlr")
    static let hvc1 = BoxType("hvc1")
    static let hvcC = BoxType("hvcC")
    static let mdat = BoxType("mdat")
    static let mdhd = BoxType("mdhd")
    static let mdia = BoxType("mdia")
    static let mehd = BoxType("mehd")
    static let mfhd = BoxType("mfhd")
    static let mfra = BoxType("mfra")
    static let mfro = BoxType("mfro")
    static let minf = BoxType("minf")
    static let moof = BoxType("moof")
    static let moov = BoxType("moov")
    static let mp4a = BoxType("mp4a")
    static let mp4v = BoxType("mp4v")
    static let mvex = BoxType("mvex")
    static let mvhd = BoxType("mvhd")
    static let opus = BoxType("Opus")
    static let pasp = BoxType("pasp")
    static let sidx = BoxType("sidx")
    static let smhd = BoxType("smhd")
    static let soun = BoxType("soun")
    static let stbl = BoxType("stbl")
    static let stco = BoxType("stco")
    static let stsc = BoxType("stsc")
    static let stsd = BoxType("stsd")
    static let stss = BoxType("stss")
    static let stsz = BoxType("stsz")
    static let stts = BoxType("stts")
    static let stz2 = BoxType("stz2")
    static let tfdt = BoxType("tfdt")
    static let tfhd = BoxType("tfhd")
    static let tfra = BoxType("tfra")
    static let tkhd = BoxType("tkhd")
    static let traf = BoxType("traf")
    static let trak = BoxType("trak")
    static let trex = BoxType("trex")
    static let trun = BoxType("trun")
    static let ulaw = BoxType("ulaw")
    static let url = BoxType("url ")
    static let uuid = BoxType("uuid")
    static let vide = BoxType("vide")
    static let vmhd = BoxType("vmhd")
    static let wave = BoxType("wave")
}
