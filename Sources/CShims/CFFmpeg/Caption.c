#include "Caption.h"

#include <string.h>

void nightjar_paint_caption(const cffmpeg_caption *caption, AVFrame *picture, bool has_full_range) {
    const uint8_t dark = has_full_range ? 0 : 16, light = has_full_range ? 255 : 235;
    int width = caption->width < picture->width ? caption->width : picture->width;
    int height = caption->height < picture->height ? caption->height : picture->height;
    if (caption->pixels == NULL || width < 1 || height < 1) {
        return;
    }
    // On an even line, so that the colours of the line above stay its own.
    int top = (picture->height - height) & ~1;
    for (int row = 0; row < height; row++) {
        const uint8_t *from = caption->pixels + (size_t)row * (size_t)caption->width;
        uint8_t *to = picture->data[0] + (ptrdiff_t)(top + row) * picture->linesize[0];
        for (int column = 0; column < width; column++) {
            to[column] = from[column] != 0 ? light : dark;
        }
    }
    for (int plane = 1; plane < 3; plane++) {
        for (int row = top / 2; row < (top + height + 1) / 2; row++) {
            memset(picture->data[plane] + (ptrdiff_t)row * picture->linesize[plane], 128, (size_t)((width + 1) / 2));
        }
    }
}
