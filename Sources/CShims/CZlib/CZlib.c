#include "CZlib.h"

#include <limits.h>
#include <string.h>
#include <zlib.h>

size_t czlib_gzip(const void *bytes, size_t count, int level, void *result, size_t capacity) {
    if (count > UINT_MAX || capacity > UINT_MAX || level < 1 || level > 9) {
        return 0;
    }
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    // 15 bits of window, and 16 for the gzip wrapper.
    if (deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return 0;
    }
    stream.next_in = (Bytef *)bytes;
    stream.avail_in = (uInt)count;
    stream.next_out = result;
    stream.avail_out = (uInt)capacity;
    int status = deflate(&stream, Z_FINISH);
    size_t written = status == Z_STREAM_END ? (size_t)stream.total_out : 0;
    deflateEnd(&stream);
    return written;
}

uint32_t czlib_crc32(uint32_t crc, const void *bytes, size_t count) {
    // zlib takes a null pointer for a question about the beginning.
    return count == 0 ? crc : (uint32_t)crc32_z(crc, bytes, count);
}
