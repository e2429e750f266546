#ifndef NIGHTJAR_JPEG_H
#define NIGHTJAR_JPEG_H

#include <libavutil/frame.h>

/// Makes JPEG files, one after the other. Begins as zeros.
typedef struct {
    void *compressor;
    /// The last file, and how much there is room for.
    unsigned char *file;
    unsigned long room;
} JPEGWriter;

/// Writes a picture of YUV with halved colours, 8 bits and full range, as JFIF has it. `quality` is 1 to 100. Returns
/// the length of the file in bytes, or a negative error of FFmpeg.
int64_t nightjar_write_jpeg(JPEGWriter *writer, const AVFrame *picture, int quality);

void nightjar_close_jpeg(JPEGWriter *writer);

#endif
