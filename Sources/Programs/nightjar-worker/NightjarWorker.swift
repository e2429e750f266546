import CProcess
import Glibc
import WorkerChannel

/// A worker of the recorder: decodes what cameras send, on one thread, and speaks over the socket that it was started with.
/// The only program that is linked with FFmpeg.
///
/// What cameras send is hostile, and the code that reads it large. So before its first byte of input it takes from itself
/// all that decoding does not need; and whatever goes wrong with the channel, it ends, and the recorder starts another.
@main
struct NightjarWorker {
    /// Statuses of its end (sysexits.h).
    private enum Status {
        static let wrongUse: Int32 = 64
        static let badMessage: Int32 = 65
        static let noChannel: Int32 = 74
    }

    static func main() {
        guard CommandLine.arguments.count == 3, let niceness = Int32(CommandLine.arguments[1]),
            let memory = UInt64(CommandLine.arguments[2])
        else {
            print("nightjar-worker is started by nightjar, and does nothing by itself.")
            exit(Status.wrongUse)
        }
        // Recording comes first. Refused at worst, and then it is as important as its parent.
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
        // A recorder that is gone is noticed by the answer that cannot be written.
        signal(SIGPIPE, SIG_IGN)
        cprocess_keep_memory()
        let devices = DeviceFiles.names()
        let version = Decoder.libraryVersion
        let confinement = Confinement.apply(memory: memory)
        var desk = Desk(
            socket: WorkerSocket(),
            introduction: WorkerIntroduction(library: version, confinement: confinement, devices: devices)
        )
        do {
            try desk.work()
            exit(0)
        } catch is WorkerChannelError {
            exit(Status.badMessage)
        } catch {
            exit(Status.noChannel)
        }
    }
}
