#include "FullRange.h"

#include <stddef.h>
#include <stdint.h>

// Fixed point with so many bits behind the point.
enum { bits = 13 };
#define FIXED(value) ((int)((value) * (1 << bits) + ((value) < 0 ? -0.5 : 0.5)))

typedef struct {
    // Of a sample of brightness, and what of the two of colour is added to it.
    int y, y_of_b, y_of_r;
    int b_of_b, b_of_r, r_of_b, r_of_r;
    int black;
} Matrix;

/// From BT.709 to BT.601: out of the one into red, green and blue, and from there into the other (ITU-R BT.709-6 §3,
/// BT.601-7 §2.5), multiplied out. The scales take the range from 16…235 and 16…240 to 0…255.
static Matrix matrix(bool is_bt709, bool is_full) {
    double y = is_full ? 1 : 255.0 / 219;
    double c = is_full ? 1 : 255.0 / 224;
    Matrix matrix = {.y = FIXED(y), .b_of_b = FIXED(c), .r_of_r = FIXED(c), .black = is_full ? 0 : 16};
    if (is_bt709) {
        matrix.y_of_b = FIXED(0.10159 * c);
        matrix.y_of_r = FIXED(0.19609 * c);
        matrix.b_of_b = FIXED(0.98985 * c);
        matrix.b_of_r = FIXED(-0.11066 * c);
        matrix.r_of_b = FIXED(-0.07246 * c);
        matrix.r_of_r = FIXED(0.98339 * c);
    }
    return matrix;
}

static inline uint8_t clipped(int value) {
    value = (value + (1 << (bits - 1))) >> bits;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static void convert_chroma(const Matrix *m, const uint8_t *b, const uint8_t *r, uint8_t *to_b, uint8_t *to_r,
                           int count) {
    for (int x = 0; x < count; x++) {
        int blue = b[x] - 128, red = r[x] - 128;
        to_b[x] = clipped(blue * m->b_of_b + red * m->b_of_r + (128 << bits));
        to_r[x] = clipped(blue * m->r_of_b + red * m->r_of_r + (128 << bits));
    }
}

static void convert_luma(const Matrix *m, const uint8_t *y, const uint8_t *b, const uint8_t *r, uint8_t *to,
                         int width) {
    int scale = m->y, offset = -m->black * m->y;
    for (int x = 0; x + 1 < width; x += 2) {
        int colour = (b[x / 2] - 128) * m->y_of_b + (r[x / 2] - 128) * m->y_of_r + offset;
        to[x] = clipped(y[x] * scale + colour);
        to[x + 1] = clipped(y[x + 1] * scale + colour);
    }
    if (width % 2 == 1) {
        int x = width - 1;
        int colour = (b[x / 2] - 128) * m->y_of_b + (r[x / 2] - 128) * m->y_of_r + offset;
        to[x] = clipped(y[x] * scale + colour);
    }
}

static uint8_t *row(const AVFrame *frame, int plane, int number) {
    return frame->data[plane] + (ptrdiff_t)number * frame->linesize[plane];
}

void nightjar_to_jpeg_colours(const AVFrame *from, bool is_bt709, bool is_full, AVFrame *to) {
    const Matrix m = matrix(is_bt709, is_full);
    for (int y = 0; y < from->height; y++) {
        const uint8_t *b = row(from, 1, y / 2), *r = row(from, 2, y / 2);
        convert_luma(&m, row(from, 0, y), b, r, row(to, 0, y), from->width);
        if (y % 2 == 0) {
            convert_chroma(&m, b, r, row(to, 1, y / 2), row(to, 2, y / 2), (from->width + 1) / 2);
        }
    }
}
