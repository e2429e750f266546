#ifndef CFILESYSTEM_H
#define CFILESYSTEM_H

#include <stdint.h>

/// Sets aside room for the first `length` bytes of an open file without changing its length: `fallocate` with
/// `FALLOC_FL_KEEP_SIZE`, which Swift's Glibc does not have. Returns 0, or -1 with `errno` set.
int cfilesystem_reserve(int file, int64_t length);

/// Has the calling thread's reads and writes wait for those of others (ioprio_set(2), best effort, the lowest level).
/// Returns 0, or -1 with `errno` set.
int cfilesystem_lower_priority(void);

#endif
