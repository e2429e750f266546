#define _GNU_SOURCE

#include "CFileSystem.h"

#include <fcntl.h>

int cfilesystem_reserve(int file, int64_t length) {
    return fallocate(file, FALLOC_FL_KEEP_SIZE, 0, length);
}
