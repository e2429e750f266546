#define _GNU_SOURCE

#include "CProcess.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

bool cprocess_close_all_but(int kept) {
    bool below = kept == 0 || close_range(0, (unsigned)kept - 1, 0) == 0;
    bool above = close_range((unsigned)kept + 1, ~0U, 0) == 0;
    if (below && above) {
        return true;
    }
    // A kernel before 5.9 does not have it.
    long most = sysconf(_SC_OPEN_MAX);
    for (long file = 0; file < (most > 0 ? most : 1024); file++) {
        if (file != kept) {
            close((int)file);
        }
    }
    return true;
}

bool cprocess_refuse_privileges(void) {
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

/// Bytes of address space that this process has; 0 where it cannot be told.
static uint64_t mapped(void) {
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL) {
        return 0;
    }
    unsigned long pages = 0;
    int found = fscanf(file, "%lu", &pages);
    fclose(file);
    return found == 1 ? (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static bool bound(int resource, rlim_t most) {
    struct rlimit limit = {.rlim_cur = most, .rlim_max = most};
    return setrlimit(resource, &limit) == 0;
}

bool cprocess_limit(uint64_t memory) {
    uint64_t now = mapped();
    bool done = now > 0 && bound(RLIMIT_AS, now + memory);
    // Not 0, since poll takes no more descriptors than this; all of them are taken.
    done = bound(RLIMIT_NOFILE, cprocess_channel + 1) && done;
    done = bound(RLIMIT_NPROC, 0) && done;
    done = bound(RLIMIT_FSIZE, 0) && done;
    done = bound(RLIMIT_CORE, 0) && done;
    done = bound(RLIMIT_MEMLOCK, 0) && done;
    return bound(RLIMIT_MSGQUEUE, 0) && done;
}

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef OWN_ARCHITECTURE

#define FIELD(name) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, name))
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, (value))
#define REFUSE ANSWER(SECCOMP_RET_ERRNO | EPERM)
#define ALLOW(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), ANSWER(SECCOMP_RET_ALLOW)
// Memory, but none that can be run as a program. The low half of the argument comes first on both architectures.
#define ALLOW_DATA(call)                                                                                               \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 4), FIELD(args[2]),                                            \
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1), REFUSE, ANSWER(SECCOMP_RET_ALLOW)

static bool install(void) {
    struct sock_filter filter[] = {
        FIELD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0),
        ANSWER(SECCOMP_RET_KILL_PROCESS),
        FIELD(nr),
        ALLOW(read),
        ALLOW(write),
        ALLOW(writev),
        ALLOW(ppoll),
        ALLOW(close),
        ALLOW_DATA(mmap),
        ALLOW_DATA(mprotect),
        ALLOW(munmap),
        ALLOW(mremap),
        ALLOW(madvise),
        ALLOW(brk),
        ALLOW(futex),
        ALLOW(sched_yield),
        ALLOW(sched_getaffinity),
        ALLOW(clock_gettime),
        ALLOW(clock_nanosleep),
        ALLOW(nanosleep),
        ALLOW(gettimeofday),
        ALLOW(getrandom),
        ALLOW(getpid),
        ALLOW(gettid),
        ALLOW(rt_sigaction),
        ALLOW(rt_sigprocmask),
        ALLOW(rt_sigreturn),
        ALLOW(sigaltstack),
        ALLOW(restart_syscall),
        ALLOW(exit),
        ALLOW(exit_group),
        REFUSE,
    };
    struct sock_fprog program = {.len = sizeof filter / sizeof filter[0], .filter = filter};
    // Of all threads, if a library has begun any.
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
}

#else

static bool install(void) { return false; }

#endif

/// Whether what must not work does not, and for this reason.
static bool holds(void) {
    errno = 0;
    bool refused = socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EPERM;
    errno = 0;
    refused = refused && open("/", O_RDONLY | O_CLOEXEC) < 0 && errno == EPERM;
    errno = 0;
    // Without arguments it would fail in any case, and for another reason.
    refused = refused && syscall(SYS_execve, "/", NULL, NULL) < 0 && errno == EPERM;
    errno = 0;
    return refused && syscall(SYS_kill, 0, 0) < 0 && errno == EPERM;
}

bool cprocess_filter(void) {
    return install() && holds();
}
