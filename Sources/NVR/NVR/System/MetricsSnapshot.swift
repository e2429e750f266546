import Jobs
import Machine
import Media
import Prometheus
import Recording

/// All that goes into one page of metrics, taken at one time.
struct MetricsSnapshot: Sendable {
    struct Camera: Sendable {
        var id: String
        var name: String
        /// Nil of one that is switched off.
        var running: RecorderFigures.Camera?
    }

    var version: String
    var startedAt: WallTime
    var cameras: [Camera]
    var heldBytes: Int
    var ringBytes: Int
    var machine: MachineReading
    var disks: VolumeWatch.Reading
    var jobs: [Job.State]
    var followers: Int
    var problems: Int
    var isInterrupted: Bool

    func families() throws(MetricError) -> [MetricFamily] {
        var book = MetricBook()
        try addProgram(to: &book)
        try addProcess(to: &book)
        try addMachine(to: &book)
        try addCameras(to: &book)
        try addStreams(to: &book)
        try addRecording(to: &book)
        return book.families
    }

    // MARK: The program

    private func addProgram(to book: inout MetricBook) throws(MetricError) {
        try book.gauge(
            "nightjar_build_info",
            "The versions of the program and of its compiler; always 1.",
            [(1, [.init("version", version), .init("swift", SwiftCompiler.version)])]
        )
        try book.gauge("nightjar_ring_held_bytes", "Payload in memory, of all streams.", Double(heldBytes))
        try book.gauge("nightjar_ring_limit_bytes", "The most payload that may be in memory.", Double(ringBytes))
        try book.gauge(
            "nightjar_catalog_size_bytes",
            "The catalogue on disk, with its write-ahead log.",
            disks.catalogueBytes.map { Double($0) }
        )
        try book.gauge("nightjar_problems", "What is wrong by the recorder's own judgement.", Double(problems))
        try book.gauge(
            "nightjar_recording_interrupted",
            "1 while a disk refuses what should be recorded.",
            isInterrupted ? 1 : 0
        )
        try book.gauge("nightjar_event_followers", "Clients that follow the changes.", Double(followers))
        try book.gauge(
            "nightjar_jobs",
            "Jobs that are remembered, by state.",
            Job.State.allCases.map { state in
                (Double(jobs.count { $0 == state }), [.init("state", state.rawValue)])
            }
        )
    }

    private func addProcess(to book: inout MetricBook) throws(MetricError) {
        let start = Double(startedAt.nanoseconds) / 1e9
        try book.gauge("process_start_time_seconds", "When the program started, in seconds since 1970.", start)
        guard let own = machine.own else { return }
        let ticks = Double(own.ticks.total) / Double(MachineConstants.ticksPerSecond)
        try book.counter("process_cpu_seconds_total", "Processor time that the recorder has used.", [(ticks, [])])
        try book.gauge("process_threads", "Threads of the recorder.", Double(own.ticks.threads))
        try book.gauge(
            "process_resident_memory_bytes",
            "The recorder's resident memory.",
            own.memory.map { Double($0.resident) }
        )
        try book.gauge("process_open_fds", "Files and sockets that are open.", own.openDescriptors.map { Double($0) })
        try book.gauge(
            "process_max_fds",
            "Files and sockets that may be open.",
            own.descriptorLimit.map { Double($0) }
        )
    }

    // MARK: The machine

    private func addMachine(to book: inout MetricBook) throws(MetricError) {
        if let ticks = machine.processors {
            let second = Double(MachineConstants.ticksPerSecond)
            let modes: [(String, UInt64)] = [
                ("user", ticks.user), ("nice", ticks.nice), ("system", ticks.system), ("idle", ticks.idle),
                ("iowait", ticks.ioWait), ("irq", ticks.interrupts), ("softirq", ticks.softInterrupts),
                ("steal", ticks.stolen),
            ]
            try book.counter(
                "nightjar_machine_cpu_seconds_total",
                "Time of all processors of the machine, by what they did.",
                modes.map { (Double($0.1) / second, [.init("mode", $0.0)]) }
            )
        }
        let memory = machine.memory
        try book.gauge(
            "nightjar_machine_memory_bytes",
            "Memory that the recorder can count on.",
            machine.usableMemory.map { Double($0) }
        )
        try book.gauge(
            "nightjar_machine_memory_available_bytes",
            "Memory of the machine that programs may still take.",
            memory.map { Double($0.available) }
        )
        let interfaces = machine.interfaces.map { (counters: $0.value, labels: [MetricLabel("interface", $0.key)]) }
        try book.counter(
            "nightjar_machine_network_received_bytes_total",
            "What came in through an interface of the machine.",
            interfaces.map { (Double($0.counters.receivedBytes), $0.labels) }
        )
        try book.counter(
            "nightjar_machine_network_sent_bytes_total",
            "What went out through an interface of the machine.",
            interfaces.map { (Double($0.counters.sentBytes), $0.labels) }
        )
        let volumes = disks.disks.map { (disk: $0, labels: [MetricLabel("volume", $0.name)]) }
        try book.gauge(
            "nightjar_volume_size_bytes",
            "The file system of a volume.",
            volumes.map { (Double($0.disk.total), $0.labels) }
        )
        try book.gauge(
            "nightjar_volume_free_bytes",
            "Room on a volume that the recorder may use.",
            volumes.map { (Double($0.disk.free), $0.labels) }
        )
        try book.gauge(
            "nightjar_volume_read_only",
            "1 while a volume cannot be written to.",
            volumes.map { ($0.disk.isReadOnly ? 1 : 0, $0.labels) }
        )
    }
}
