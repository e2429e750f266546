#include "JPEG.h"

#include <libavutil/error.h>
#include <stdint.h>
#include <turbojpeg.h>

int64_t nightjar_write_jpeg(JPEGWriter *writer, const AVFrame *picture, int quality) {
    if (writer->compressor == NULL && (writer->compressor = tjInitCompress()) == NULL) {
        return AVERROR(ENOMEM);
    }
    // The most that such a picture could need; what it does not is never touched and costs no memory.
    unsigned long most = tjBufSize(picture->width, picture->height, TJSAMP_420);
    if (most == (unsigned long)-1 || most > INT32_MAX) {
        return AVERROR(EINVAL);
    }
    if (writer->room < most) {
        tjFree(writer->file);
        writer->file = tjAlloc((int)most);
        writer->room = writer->file == NULL ? 0 : most;
        if (writer->file == NULL) {
            return AVERROR(ENOMEM);
        }
    }
    const unsigned char *planes[] = {picture->data[0], picture->data[1], picture->data[2]};
    unsigned long count = writer->room;
    // The tables of the standard: such as are made for each picture would make it a tenth smaller, and take longer than
    // all the rest.
    int result = tjCompressFromYUVPlanes(writer->compressor, planes, picture->width, picture->linesize, picture->height,
                                         TJSAMP_420, &writer->file, &count, quality, TJFLAG_NOREALLOC);
    if (result != 0) {
        // Of a picture that it takes at all, it can lack memory alone. It may be in the middle of something.
        nightjar_close_jpeg(writer);
        return AVERROR(ENOMEM);
    }
    return (int64_t)count;
}

void nightjar_close_jpeg(JPEGWriter *writer) {
    if (writer->compressor != NULL) {
        tjDestroy(writer->compressor);
    }
    tjFree(writer->file);
    *writer = (JPEGWriter){0};
}
