#ifndef NIGHTJAR_FULLRANGE_H
#define NIGHTJAR_FULLRANGE_H

#include <libavutil/frame.h>
#include <stdbool.h>

/// Copies a picture of 8 bits with halved chroma (YUV 4:2:0) into another of its size, in full range and with the
/// colours of BT.601, as JPEG files have them (JFIF). The same as FFmpeg's scaler does in three times the time.
///
/// - `is_bt709`: whether the colours are those of BT.709; else of BT.601.
/// - `is_full`: whether the range is full already.
void nightjar_to_jpeg_colours(const AVFrame *from, bool is_bt709, bool is_full, AVFrame *to);

#endif
