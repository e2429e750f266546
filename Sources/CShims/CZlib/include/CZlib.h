#ifndef CZLIB_H
#define CZLIB_H

#include <stddef.h>
#include <stdint.h>

/// Compresses the `count` bytes at `bytes` as one gzip file (RFC 1952) without name and time, so that the same bytes
/// always give the same file. `level` goes from 1 (fast) to 9 (small). Writes at most `capacity` bytes to `result`.
/// Returns how many were written, or 0 where they do not fit or there is no memory.
size_t czlib_gzip(const void *bytes, size_t count, int level, void *result, size_t capacity);

/// CRC-32 (ISO 3309, as in ZIP and gzip) of the `count` bytes at `bytes`, going on from `crc`: what an earlier call
/// returned, or 0 to begin. `bytes` may be NULL where `count` is 0.
uint32_t czlib_crc32(uint32_t crc, const void *bytes, size_t count);

#endif
