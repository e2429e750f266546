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

/// What is not to be seen of any picture: polygons, each with so many `corners`, whose `points` follow each other as x and y
/// of 0 to 65535 for the whole width and height. It is filled in all that is made of the pictures.
int cffmpeg_decoder_mask(cffmpeg_decoder *_Nonnull decoder, const uint16_t *_Nonnull points,
                         const uint8_t *_Nonnull corners, size_t count);

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

/// Encodes pictures of a decoder as H.264: each refers to the one before alone, and comes out as soon as it went in. For the
/// decoder's thread.
typedef struct cffmpeg_encoder cffmpeg_encoder;

typedef struct {
    // Of what comes out, both even.
    int width, height;
    // Width to height of a sample of the decoder's picture.
    int ratio_width, ratio_height;
    // Pictures a second, as far as one knows, and the most bits a second.
    int picture_rate;
    int64_t bit_rate;
} cffmpeg_encoding;

/// For pictures like the one that the decoder has brought to light last: of its size and colours.
/// Returns null where it fails, with the reason in `error`.
cffmpeg_encoder *_Nullable cffmpeg_encoder_open(const cffmpeg_decoder *_Nonnull decoder, cffmpeg_encoding encoding,
                                                int *_Nonnull error);
void cffmpeg_encoder_close(cffmpeg_encoder *_Nonnull encoder);
/// Whether the decoder's last picture is one of those that the encoder was opened for.
bool cffmpeg_encoder_fits(const cffmpeg_encoder *_Nonnull encoder, const cffmpeg_decoder *_Nonnull decoder);
/// Parameter sets behind start codes, for as long as the encoder is open.
const uint8_t *_Nullable cffmpeg_encoder_sets(const cffmpeg_encoder *_Nonnull encoder, size_t *_Nonnull count);

typedef struct {
    // NAL units behind start codes, until the next call.
    const uint8_t *_Nullable bytes;
    size_t count;
    bool is_key;
} cffmpeg_encoded;

/// What is laid over the lower left corner of a picture: row by row a byte for each pixel, other than 0 where it is light. Both sides
/// are even.
typedef struct {
    const uint8_t *_Nullable pixels;
    int width, height;
} cffmpeg_caption;

/// Encodes the decoder's last picture, as one that needs no other where `is_key`.
int cffmpeg_encode(cffmpeg_encoder *_Nonnull encoder, const cffmpeg_decoder *_Nonnull decoder, bool is_key,
                   const cffmpeg_caption *_Nullable caption, cffmpeg_encoded *_Nonnull encoded);

enum { cffmpeg_aac = 1, cffmpeg_opus = 2, cffmpeg_alaw = 3, cffmpeg_mulaw = 4 };

/// Decodes sound and encodes it as AAC. For one thread.
typedef struct cffmpeg_sound cffmpeg_sound;

typedef struct {
    int codec;
    // Of what goes in.
    int rate, channels;
    // Of what comes out.
    int aac_rate, aac_channels;
    int64_t bit_rate;
} cffmpeg_sounding;

/// - `configuration`: AudioSpecificConfig of AAC; may be none.
/// Returns null where it fails, with the reason in `error`.
cffmpeg_sound *_Nullable cffmpeg_sound_open(cffmpeg_sounding sounding, const uint8_t *_Nullable configuration,
                                            size_t count, int *_Nonnull error);
void cffmpeg_sound_close(cffmpeg_sound *_Nonnull sound);
/// AudioSpecificConfig of what comes out.
const uint8_t *_Nullable cffmpeg_sound_configuration(const cffmpeg_sound *_Nonnull sound, size_t *_Nonnull count);
/// Takes in one block; `time` is that of its first sample, in samples of what comes out. After a gap it goes on there.
int cffmpeg_sound_feed(cffmpeg_sound *_Nonnull sound, const uint8_t *_Nonnull bytes, size_t count, int64_t time);
/// The next block of AAC, good until the next call: 1 where there is one, 0 where more has to be fed first.
int cffmpeg_sound_next(cffmpeg_sound *_Nonnull sound, const uint8_t *_Nullable *_Nonnull bytes,
                       size_t *_Nonnull count, int64_t *_Nonnull time);

/// How many pictures of this size a thread encodes as H.264 (a fast preset of x264), decodes, and encodes as JPEG, in a
/// second, each tried for `seconds`. What cannot be done stays 0.
typedef struct {
    double encoded, decoded, jpegs;
} cffmpeg_speed;
int cffmpeg_measure(int width, int height, double seconds, cffmpeg_speed *_Nonnull speed);

#endif
