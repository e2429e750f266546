#ifndef NIGHTJAR_PICTURES_H
#define NIGHTJAR_PICTURES_H

#include "CFFmpeg.h"

#include <libavcodec/avcodec.h>
#include <libswscale/swscale.h>

// What the files of this shim know of each other.

/// The picture that a decoder has brought to light last. The decoder may still refer to it: it is never painted on.
const AVFrame *nightjar_picture(const cffmpeg_decoder *decoder);

/// Whether brightness goes from 0 to 255, and not from 16 to 235.
bool nightjar_has_full_range(const AVFrame *frame);

/// What the colours are made with (SWS_CS_…), by the stream's word or else by what its size usually means.
int nightjar_colours(const AVFrame *frame);

/// Whether anything of the picture is not to be seen.
bool nightjar_is_masked(const cffmpeg_decoder *decoder);

/// Fills what is not to be seen of a picture that was made of the decoder's: in any size, of YUV with
/// halved colours and 8 bits.
void nightjar_paint_masks(const cffmpeg_decoder *decoder, AVFrame *picture, bool has_full_range);

#endif
