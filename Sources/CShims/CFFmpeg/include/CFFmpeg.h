#ifndef NIGHTJAR_CFFMPEG_H
#define NIGHTJAR_CFFMPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The few things that a worker has FFmpeg do. No type of FFmpeg's is in here, so that Swift never sees its headers.
// Functions that return `int` or `int64_t` answer with a negative number of FFmpeg's where they fail.
//
// Everything runs on the thread that calls, and starts no other: a confined worker may not.

enum { cffmpeg_h264 = 1, cffmpeg_h265 = 2, cffmpeg_jpeg = 3 };

/// What a failure means, as far as a caller goes on from it.
enum { cffmpeg_other = 0, cffmpeg_out_of_memory = 1, cffmpeg_unsupported = 2 };
int cffmpeg_meaning(int error);

/// FFmpeg's version, as "5.1.9-0+deb12u1"; good for ever.
const char *_Nonnull cffmpeg_version(void);
bool cffmpeg_has_decoder(const char *_Nonnull name);
bool cffmpeg_has_encoder(const char *_Nonnull name);

/// A decoder with the picture that it has brought to light last, and what was made of that. For one thread.
typedef struct cffmpeg_decoder cffmpeg_decoder;

/// - `sets`: parameter sets, each behind a start code of four bytes; may be none.
/// - `largest_pixels`: pictures with more are refused.
/// Returns null where it fails, with the reason in `error`.
cffmpeg_decoder *_Nullable cffmpeg_decoder_open(int codec, const uint8_t *_Nullable sets, size_t count,
                                                int64_t largest_pixels, int *_Nonnull error);
void cffmpeg_decoder_close(cffmpeg_decoder *_Nonnull decoder);

/// Takes in one access unit: NAL units each behind a start code, or a JPEG file. All pictures of the ones before must
/// have been fetched.
int cffmpeg_decoder_feed(cffmpeg_decoder *_Nonnull decoder, const uint8_t *_Nonnull bytes, size_t count, int64_t time,
                         bool is_key);
/// Nothing more comes: what is left can be fetched.
int cffmpeg_decoder_end(cffmpeg_decoder *_Nonnull decoder);
/// After the end: the next unit is a key frame.
void cffmpeg_decoder_begin_again(cffmpeg_decoder *_Nonnull decoder);

typedef struct {
    int width, height;
    int64_t time;
    bool is_key, is_damaged;
} cffmpeg_picture;

/// Fetches the next picture: 1 where there is one, and 0 where more has to be fed first or, after the end, none is left.
int cffmpeg_decoder_next(cffmpeg_decoder *_Nonnull decoder, cffmpeg_picture *_Nonnull picture);

/// Makes a JPEG file of the picture in this size, with square samples and in full range (JFIF); `quality` is 1 to 100.
/// Returns its length in bytes; it is kept until the next call.
int64_t cffmpeg_make_jpeg(cffmpeg_decoder *_Nonnull decoder, int width, int height, int quality);
/// Makes the brightness of the picture in this size, a byte for each pixel, row by row. Returns the number of bytes.
int64_t cffmpeg_make_gray(cffmpeg_decoder *_Nonnull decoder, int width, int height);
/// Copies what was made last, of which `count` is the length.
void cffmpeg_copy_made(const cffmpeg_decoder *_Nonnull decoder, uint8_t *_Nonnull into, size_t count);

/// How many pictures of this size a thread encodes as H.264 (a fast preset of x264), decodes, and encodes as JPEG, in a
/// second, each tried for `seconds`. What cannot be done stays 0.
typedef struct {
    double encoded, decoded, jpegs;
} cffmpeg_speed;
int cffmpeg_measure(int width, int height, double seconds, cffmpeg_speed *_Nonnull speed);

#endif
