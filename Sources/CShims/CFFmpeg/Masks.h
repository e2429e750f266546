#ifndef NIGHTJAR_MASKS_H
#define NIGHTJAR_MASKS_H

#include <stddef.h>
#include <stdint.h>

/// Polygons, each with its corners in their order, as x and y of 0 to 65535 for the whole picture's width and height.
typedef struct {
    uint16_t *points;
    uint8_t *corners;
    size_t count;
} Masks;

/// One plane of a picture: `across` and `down` are how many of its samples the picture is wide and high, which of halved colours
/// may be half a sample fewer than there are.
typedef struct {
    uint8_t *rows;
    ptrdiff_t stride;
    int width, height;
    double across, down;
    /// So many samples more are filled on each side: what was scaled has something of the samples beside it in each.
    int margin;
} Plane;

/// Fills every sample of which any part lies in a polygon, or that its edges go around.
void nightjar_fill(const Masks *masks, Plane plane, uint8_t value);

#endif
