#define _GNU_SOURCE

#include "CFileSystem.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

int cfilesystem_reserve(int file, int64_t length) {
    return fallocate(file, FALLOC_FL_KEEP_SIZE, 0, length);
}

int cfilesystem_lower_priority(void) {
    // glibc has no function for it, and few systems have <linux/ioprio.h>: this thread, class 2 of best effort, level 7.
    enum { who_process = 1, this_thread = 0, best_effort = 2, class_shift = 13, lowest = 7 };
    return (int)syscall(SYS_ioprio_set, who_process, this_thread, best_effort << class_shift | lowest);
}
