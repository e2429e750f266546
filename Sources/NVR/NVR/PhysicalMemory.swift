import Glibc

enum PhysicalMemory {
    /// Of the machine; what a container may use of it can be less.
    static var bytes: Int { max(0, sysconf(Int32(_SC_PHYS_PAGES))) * max(0, sysconf(Int32(_SC_PAGESIZE))) }
}
