import Synchronization

@testable import Machine

/// A machine made of texts, as real ones wrote them.
final class ToldFiles: SystemFiles {
    private let state: Mutex<[String: String]>
    /// How often a file was asked for.
    let reads = Atomic(0)

    init(_ texts: [String: String]) { state = Mutex(texts) }

    func text(of path: String) -> String? {
        reads.add(1, ordering: .relaxed)
        return state.withLock { $0[path] }
    }

    func exists(_ path: String) -> Bool { state.withLock { $0[path] != nil } }

    func count(in folder: String) -> Int? {
        let count = state.withLock { texts in texts.keys.count { $0.utf8.starts(with: (folder + "/").utf8) } }
        return count > 0 ? count : nil
    }

    func tell(_ path: String, _ text: String?) { state.withLock { $0[path] = text } }
}

enum Fixture {
    static let stat = """
        cpu  2680877 343730 251329 2066099 16195 10 6535 48310 7 8
        cpu0 1275915 189372 121412 1087891 3451 0 2554 24756 0 0
        cpu1 1404961 154357 129916 978208 12743 0 3980 23553 0 0
        intr 20795005 0 0 0 0 0 1 17
        ctxt 46257767
        btime 1763682000
        processes 123456
        procs_running 2
        procs_blocked 0
        softirq 1 2 3
        """

    static func processStat(
        pid: Int = 812,
        name: String = "nightjar",
        user: Int = 700,
        system: Int = 300,
        start: Int = 5000
    )
        -> String
    {
        "\(pid) (\(name)) S 1 \(pid) \(pid) 0 -1 4194304 118 0 0 0 \(user) \(system) 0 0 20 0 14 0 \(start) 3133440 413 "
            + "18446744073709551615 94789941862400 94789941882281 140722620728592 0 0 0 0 0 0 0 0 0 17 1 0 0\n"
    }

    static let meminfo = """
        MemTotal:       24684096 kB
        MemFree:        23081892 kB
        MemAvailable:   24027668 kB
        Buffers:            3900 kB
        Cached:           777184 kB
        SwapCached:            0 kB
        SwapTotal:       1048576 kB
        SwapFree:        1000000 kB
        HugePages_Total:       0
        """

    static let status = """
        Name:\tnightjar
        State:\tS (sleeping)
        Groups:\t \nVmPeak:\t    3060 kB
        VmHWM:\t    1768 kB
        VmRSS:\t    1500 kB
        RssAnon:\t     116 kB
        VmSwap:\t      12 kB
        Threads:\t14
        """

    static let limits = """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             96365                96365                processes
        Max open files            1024                 1048576              files
        """

    static let netDev = """
        Inter-|   Receive                                                |  Transmit
         face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
            lo: 57830107425 19437730    0    0    0     0          0         0 57830107425 19437730    0    0    0     0       0          0
        docker0:       5       6    0    0    0     0          0         0        7       8    0    0    0     0       0          0
          eth0:570694510   24066    1    2    0     0          0         0  1611748   18562    0    0    0     0       0          0
        """

    static let mountinfo = #"""
        22 27 0:21 / /proc rw,relatime - proc proc rw
        27 1 254:1 / / rw,noatime shared:1 master:2 - ext4 /dev/vda1 rw,errors=remount-ro
        30 27 8:1 / /srv/my\040disk rw,relatime shared:3 - xfs /dev/sda1 rw
        31 30 8:2 /sub /srv/my\040disk/inner ro,nosuid - btrfs /dev/sdb\134x rw
        32 27 0:40 / /srv/nfs rw - nfs4 server:/export ro,vers=4.2
        33 30 8:9 / /srv/my\040disk rw - tmpfs tmpfs rw
        """#

    static let osRelease = #"""
        PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
        # A comment="x"
        NAME="Debian GNU/Linux"
        VERSION_ID='12'
        ID=debian
        HOME_URL="https://www.debian.org/"
        """#

    static let cpuinfo = """
        processor\t: 0
        vendor_id\t: GenuineIntel
        model name\t: Intel(R)  Xeon(R) Processor  @ 2.90GHz
        \nprocessor\t: 1
        model name\t: another
        """

    static let cgroupTwo = "0::/system.slice/nightjar.service\n"
    static let cgroupOne = """
        9:name=systemd:/
        4:memory:/box/inner
        2:cpuacct,cpu:/box
        0::/
        """

    static var machine: [String: String] {
        [
            "/proc/stat": stat, "/proc/meminfo": meminfo, "/proc/loadavg": "0.28 0.43 1.85 2/345 11928\n",
            "/proc/uptime": "27494.37 20660.99\n", "/proc/self/stat": processStat(), "/proc/self/status": status,
            "/proc/self/limits": limits, "/proc/self/fd/0": "", "/proc/self/fd/1": "", "/proc/self/fd/17": "",
            "/proc/self/smaps_rollup": "55d0-7ffe ---p 00000000 00:00 0 [rollup]\nRss: 1500 kB\nPss: 900 kB\n",
            "/proc/net/dev": netDev, "/sys/class/net/eth0/device": "", "/proc/self/mountinfo": mountinfo,
            "/etc/os-release": osRelease, "/proc/cpuinfo": cpuinfo, "/proc/sys/kernel/osrelease": "6.1.0-28-amd64\n",
            "/proc/sys/kernel/hostname": "attic\n", "/proc/self/cgroup": cgroupTwo,
            "/sys/fs/cgroup/system.slice/nightjar.service/memory.max": "max\n",
            "/sys/fs/cgroup/system.slice/memory.max": "1073741824\n",
            "/sys/fs/cgroup/system.slice/memory.current": "5000\n",
            "/sys/fs/cgroup/system.slice/nightjar.service/cpu.max": "150000 100000\n",
            "/sys/fs/cgroup/system.slice/cpu.max": "max 100000\n",
        ]
    }
}
