#include "Masks.h"

#include <math.h>
#include <string.h>

// So many lines are looked at of each row of samples, both of its edges among them: what a polygon has of a row in between is
// thinner than anything that could be seen.
enum { lines_per_row = 4 };

// As many corners as a polygon has.
enum { most_crossings = 256 };

// Where an edge meets a line, and whether it goes down there or up.
typedef struct {
    double x;
    int way;
} Crossing;

static int crossings(const uint16_t *points, int corners, double line, double across, double down, Crossing *found) {
    int count = 0;
    for (int index = 0; index < corners; index++) {
        const uint16_t *from = points + 2 * index, *to = points + 2 * ((index + 1) % corners);
        double y0 = from[1] * down, y1 = to[1] * down;
        if ((y0 <= line) == (y1 <= line)) {
            continue;
        }
        double x0 = from[0] * across, x1 = to[0] * across;
        double x = x0 + (line - y0) / (y1 - y0) * (x1 - x0);
        int place = count++;
        while (place > 0 && found[place - 1].x > x) {
            found[place] = found[place - 1];
            place--;
        }
        found[place] = (Crossing){x, y1 > y0 ? 1 : -1};
    }
    return count;
}

static void fill_span(const Plane *plane, int y, double left, double right, uint8_t value) {
    left = floor(left) - plane->margin;
    right = ceil(right) + plane->margin;
    int from = left < 0 ? 0 : (int)left, to = right > plane->width ? plane->width : (int)right;
    int top = y < plane->margin ? 0 : y - plane->margin, bottom = y + plane->margin;
    for (int row = top; from < to && row <= bottom && row < plane->height; row++) {
        memset(plane->rows + row * plane->stride + from, value, (size_t)(to - from));
    }
}

static void fill_row(const Plane *plane, const uint16_t *points, int corners, int y, uint8_t value) {
    Crossing found[most_crossings];
    for (int part = 0; part <= lines_per_row; part++) {
        int count = crossings(points, corners, y + (double)part / lines_per_row, plane->across / 65535,
                              plane->down / 65535, found);
        // All that its edges go around, however often: where they cross, nothing in it is left open.
        int winding = 0;
        double left = 0;
        for (int index = 0; index < count; index++) {
            left = winding == 0 ? found[index].x : left;
            winding += found[index].way;
            if (winding == 0) {
                fill_span(plane, y, left, found[index].x, value);
            }
        }
    }
}

void nightjar_fill(const Masks *masks, Plane plane, uint8_t value) {
    const uint16_t *points = masks->points;
    for (size_t index = 0; index < masks->count; index++) {
        int corners = masks->corners[index];
        int top = 65535, bottom = 0;
        for (int corner = 0; corner < corners; corner++) {
            int y = points[2 * corner + 1];
            top = y < top ? y : top;
            bottom = y > bottom ? y : bottom;
        }
        int last = (int)ceil(bottom * plane.down / 65535);
        for (int y = (int)floor(top * plane.down / 65535); y < last && y < plane.height; y++) {
            fill_row(&plane, points, corners, y, value);
        }
        points += 2 * corners;
    }
}
