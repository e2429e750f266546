#ifndef NIGHTJAR_CAPTION_H
#define NIGHTJAR_CAPTION_H

#include "CFFmpeg.h"

#include <libavutil/frame.h>
#include <stdbool.h>

/// Lays a caption over the lower left corner of a picture of YUV with halved colours and 8 bits: light figures in a dark band. What
/// of it is larger than the picture is left out.
void nightjar_paint_caption(const cffmpeg_caption *caption, AVFrame *picture, bool has_full_range);

#endif
