#ifndef CCHECKSUM_H
#define CCHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/// CRC-32C (Castagnoli, RFC 3720 appendix B.4) of the `count` bytes at `bytes`, going on from `crc`: what an earlier
/// call returned, or 0 to begin. `bytes` may be NULL where `count` is 0. Uses the processor's own instructions where
/// it has them.
uint32_t cchecksum_crc32c(uint32_t crc, const void *bytes, size_t count);

/// The same without the processor's help, so that both can be compared.
uint32_t cchecksum_crc32c_portable(uint32_t crc, const void *bytes, size_t count);

#endif
