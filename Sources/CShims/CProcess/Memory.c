#include "CProcess.h"

#include <malloc.h>

void cprocess_keep_memory(void) {
    // The most that glibc takes for the first: what is larger is mapped by itself each time.
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
}
