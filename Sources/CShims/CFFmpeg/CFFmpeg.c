#include "CFFmpeg.h"
#include "FullRange.h"
#include "JPEG.h"
#include "Masks.h"
#include "Pictures.h"

#include <libavcodec/avcodec.h>
#include <libavutil/avutil.h>
#include <libavutil/imgutils.h>
#include <libavutil/log.h>
#include <libswscale/swscale.h>
#include <stdlib.h>
#include <string.h>

/// Bytes: two pictures of 1920 × 1080.
enum { decoder_room = 8 << 20 };

struct cffmpeg_decoder {
    AVCodecContext *codec;
    AVPacket *packet;
    AVFrame *picture;
    // What nobody shall see of it.
    Masks masks;
    // What is made of it.
    struct SwsContext *scaler;
    AVFrame *scaled;
    JPEGWriter jpeg;
    uint8_t *gray;
    const uint8_t *made;
    size_t made_count;
};

int cffmpeg_meaning(int error) {
    switch (error) {
    case AVERROR(ENOMEM): return cffmpeg_out_of_memory;
    case AVERROR(ENOSYS):
    case AVERROR_DECODER_NOT_FOUND:
    case AVERROR_ENCODER_NOT_FOUND:
    case AVERROR_PATCHWELCOME: return cffmpeg_unsupported;
    default: return cffmpeg_other;
    }
}

const char *cffmpeg_version(void) { return av_version_info(); }
bool cffmpeg_has_decoder(const char *name) { return avcodec_find_decoder_by_name(name) != NULL; }
bool cffmpeg_has_encoder(const char *name) { return avcodec_find_encoder_by_name(name) != NULL; }

static int open_codec(cffmpeg_decoder *decoder, enum AVCodecID id, const uint8_t *sets, size_t count,
                      int64_t largest_pixels) {
    // What is said of a broken stream would be said once for each of its units.
    av_log_set_level(AV_LOG_QUIET);
    const AVCodec *codec = avcodec_find_decoder(id);
    if (codec == NULL) {
        return AVERROR_DECODER_NOT_FOUND;
    }
    decoder->codec = avcodec_alloc_context3(codec);
    decoder->packet = av_packet_alloc();
    decoder->picture = av_frame_alloc();
    if (decoder->codec == NULL || decoder->packet == NULL || decoder->picture == NULL) {
        return AVERROR(ENOMEM);
    }
    decoder->codec->thread_count = 1;
    decoder->codec->max_pixels = largest_pixels;
    // Nothing but the pictures: no file beside them, no closed captions.
    decoder->codec->export_side_data = 0;
    if (count > 0) {
        if (count > INT32_MAX - AV_INPUT_BUFFER_PADDING_SIZE) {
            return AVERROR(EINVAL);
        }
        decoder->codec->extradata = av_mallocz(count + AV_INPUT_BUFFER_PADDING_SIZE);
        if (decoder->codec->extradata == NULL) {
            return AVERROR(ENOMEM);
        }
        memcpy(decoder->codec->extradata, sets, count);
        decoder->codec->extradata_size = (int)count;
    }
    return avcodec_open2(decoder->codec, codec, NULL);
}

cffmpeg_decoder *cffmpeg_decoder_open(int codec, const uint8_t *sets, size_t count, int64_t largest_pixels,
                                      int *error) {
    static const enum AVCodecID ids[] = {AV_CODEC_ID_NONE, AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_CODEC_ID_MJPEG};
    *error = AVERROR_DECODER_NOT_FOUND;
    if (codec < cffmpeg_h264 || codec > cffmpeg_jpeg) {
        return NULL;
    }
    cffmpeg_decoder *decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL) {
        *error = AVERROR(ENOMEM);
        return NULL;
    }
    *error = open_codec(decoder, ids[codec], sets, count, largest_pixels);
    if (*error < 0) {
        cffmpeg_decoder_close(decoder);
        return NULL;
    }
    return decoder;
}

void cffmpeg_decoder_close(cffmpeg_decoder *decoder) {
    avcodec_free_context(&decoder->codec);
    av_packet_free(&decoder->packet);
    av_frame_free(&decoder->picture);
    sws_freeContext(decoder->scaler);
    av_frame_free(&decoder->scaled);
    nightjar_close_jpeg(&decoder->jpeg);
    av_free(decoder->gray);
    free(decoder->masks.points);
    free(decoder->masks.corners);
    free(decoder);
}

int cffmpeg_decoder_mask(cffmpeg_decoder *decoder, const uint16_t *points, const uint8_t *corners, size_t count) {
    size_t all = 0;
    for (size_t index = 0; index < count; index++) {
        all += corners[index];
    }
    if (count == 0 || all == 0) {
        return 0;
    }
    Masks masks = {malloc(all * 2 * sizeof *points), malloc(count), count};
    if (masks.points == NULL || masks.corners == NULL) {
        free(masks.points);
        free(masks.corners);
        return AVERROR(ENOMEM);
    }
    memcpy(masks.points, points, all * 2 * sizeof *points);
    memcpy(masks.corners, corners, count);
    free(decoder->masks.points);
    free(decoder->masks.corners);
    decoder->masks = masks;
    return 0;
}

const AVFrame *nightjar_picture(const cffmpeg_decoder *decoder) { return decoder->picture; }

bool nightjar_is_masked(const cffmpeg_decoder *decoder) { return decoder->masks.count > 0; }

/// How far a sample of a picture reaches that was made of the decoder's in another size: bilinear scaling takes from the
/// samples beside it, of whichever picture has the larger ones.
static int reach(int from, int to) { return from == to ? 0 : to > from ? (to + from - 1) / from : 1; }

static int margin(const cffmpeg_decoder *decoder, int width, int height) {
    int across = reach(decoder->picture->width, width), down = reach(decoder->picture->height, height);
    return across > down ? across : down;
}

void nightjar_paint_masks(const cffmpeg_decoder *decoder, AVFrame *picture, bool has_full_range) {
    if (!nightjar_is_masked(decoder)) {
        return;
    }
    int width = picture->width, height = picture->height;
    int more = margin(decoder, width, height);
    Plane luma = {picture->data[0], picture->linesize[0], width, height, width, height, more};
    nightjar_fill(&decoder->masks, luma, has_full_range ? 0 : 16);
    for (int index = 1; index < 3; index++) {
        Plane chroma = {picture->data[index], picture->linesize[index], (width + 1) / 2, (height + 1) / 2, width / 2.0,
                        height / 2.0, more};
        nightjar_fill(&decoder->masks, chroma, 128);
    }
}

static void paint_gray(const cffmpeg_decoder *decoder, uint8_t *rows, int width, int height) {
    if (nightjar_is_masked(decoder)) {
        Plane plane = {rows, width, width, height, width, height, margin(decoder, width, height)};
        nightjar_fill(&decoder->masks, plane, 0);
    }
}

int cffmpeg_decoder_feed(cffmpeg_decoder *decoder, const uint8_t *bytes, size_t count, int64_t time, bool is_key) {
    if (count == 0 || count > INT32_MAX - AV_INPUT_BUFFER_PADDING_SIZE) {
        return AVERROR_INVALIDDATA;
    }
    // A decoder says nothing of a picture that it has no memory for. So there must be some; it is not touched.
    void *room = av_malloc(decoder_room);
    if (room == NULL) {
        return AVERROR(ENOMEM);
    }
    av_free(room);
    // A copy, with the zeros behind it that decoders read into.
    int result = av_new_packet(decoder->packet, (int)count);
    if (result < 0) {
        return result;
    }
    memcpy(decoder->packet->data, bytes, count);
    decoder->packet->pts = time;
    decoder->packet->flags = is_key ? AV_PKT_FLAG_KEY : 0;
    result = avcodec_send_packet(decoder->codec, decoder->packet);
    av_packet_unref(decoder->packet);
    return result;
}

int cffmpeg_decoder_end(cffmpeg_decoder *decoder) {
    int result = avcodec_send_packet(decoder->codec, NULL);
    return result == AVERROR_EOF ? 0 : result;
}

void cffmpeg_decoder_begin_again(cffmpeg_decoder *decoder) { avcodec_flush_buffers(decoder->codec); }

int cffmpeg_decoder_next(cffmpeg_decoder *decoder, cffmpeg_picture *picture) {
    int result = avcodec_receive_frame(decoder->codec, decoder->picture);
    if (result == AVERROR(EAGAIN) || result == AVERROR_EOF) {
        return 0;
    }
    if (result < 0) {
        return result;
    }
    const AVFrame *frame = decoder->picture;
    picture->width = frame->width;
    picture->height = frame->height;
    picture->time = frame->pts;
    picture->is_key = frame->key_frame;
    picture->is_damaged = frame->decode_error_flags != 0 || (frame->flags & AV_FRAME_FLAG_CORRUPT) != 0;
    return 1;
}

bool nightjar_has_full_range(const AVFrame *frame) {
    switch (frame->format) {
    case AV_PIX_FMT_YUVJ420P:
    case AV_PIX_FMT_YUVJ422P:
    case AV_PIX_FMT_YUVJ444P:
    case AV_PIX_FMT_YUVJ440P:
    case AV_PIX_FMT_YUVJ411P: return true;
    default: return frame->color_range == AVCOL_RANGE_JPEG;
    }
}

int nightjar_colours(const AVFrame *frame) {
    switch (frame->colorspace) {
    case AVCOL_SPC_BT709: return SWS_CS_ITU709;
    case AVCOL_SPC_FCC: return SWS_CS_FCC;
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M: return SWS_CS_ITU601;
    case AVCOL_SPC_SMPTE240M: return SWS_CS_SMPTE240M;
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL: return SWS_CS_BT2020;
    default: break;
    }
    bool is_jpeg = nightjar_has_full_range(frame) && frame->color_primaries == AVCOL_PRI_UNSPECIFIED;
    return frame->height >= 720 && !is_jpeg ? SWS_CS_ITU709 : SWS_CS_ITU601;
}

static int prepare_scaler(cffmpeg_decoder *decoder, int width, int height, enum AVPixelFormat format) {
    const AVFrame *from = decoder->picture;
    decoder->scaler = sws_getCachedContext(decoder->scaler, from->width, from->height, from->format, width, height,
                                           format, SWS_BILINEAR, NULL, NULL, NULL);
    if (decoder->scaler == NULL) {
        return AVERROR(ENOSYS);
    }
    // Brightness alone is the same in all of them.
    int colour = format == AV_PIX_FMT_GRAY8 ? SWS_CS_ITU601 : nightjar_colours(from);
    // Refused for what has no such colours, which is converted as it is.
    sws_setColorspaceDetails(decoder->scaler, sws_getCoefficients(colour), nightjar_has_full_range(from),
                             sws_getCoefficients(SWS_CS_ITU601), 1, 0, 1 << 16, 1 << 16);
    return 0;
}

static bool is_size(int width, int height) { return width > 0 && height > 0 && width <= 16384 && height <= 16384; }

/// Whether a picture can be converted without being scaled.
static bool is_plain(const AVFrame *from, int width, int height) {
    bool is_eight_bits = from->format == AV_PIX_FMT_YUV420P || from->format == AV_PIX_FMT_YUVJ420P;
    bool is_known = nightjar_colours(from) == SWS_CS_ITU709 || nightjar_colours(from) == SWS_CS_ITU601;
    return is_eight_bits && is_known && from->width == width && from->height == height;
}

static int scale(cffmpeg_decoder *decoder, int width, int height) {
    const AVFrame *from = decoder->picture;
    AVFrame *to = decoder->scaled;
    if (to == NULL) {
        decoder->scaled = to = av_frame_alloc();
        if (to == NULL) {
            return AVERROR(ENOMEM);
        }
    }
    av_frame_unref(to);
    to->format = AV_PIX_FMT_YUVJ420P;
    to->width = width;
    to->height = height;
    int result = av_frame_get_buffer(to, 0);
    if (result < 0) {
        return result;
    }
    to->color_range = AVCOL_RANGE_JPEG;
    if (is_plain(from, width, height)) {
        nightjar_to_jpeg_colours(from, nightjar_colours(from) == SWS_CS_ITU709, nightjar_has_full_range(from), to);
        nightjar_paint_masks(decoder, to, true);
        return 0;
    }
    result = prepare_scaler(decoder, width, height, AV_PIX_FMT_YUVJ420P);
    if (result < 0) {
        return result;
    }
    result = sws_scale(decoder->scaler, (const uint8_t *const *)from->data, from->linesize, 0, from->height, to->data,
                       to->linesize);
    nightjar_paint_masks(decoder, to, true);
    return result < 0 ? result : 0;
}

int64_t cffmpeg_make_jpeg(cffmpeg_decoder *decoder, int width, int height, int quality) {
    decoder->made_count = 0;
    if (!is_size(width, height) || quality < 1 || quality > 100) {
        return AVERROR(EINVAL);
    }
    int result = scale(decoder, width, height);
    int64_t count = result < 0 ? result : nightjar_write_jpeg(&decoder->jpeg, decoder->scaled, quality);
    if (count > 0) {
        decoder->made = decoder->jpeg.file;
        decoder->made_count = (size_t)count;
    }
    return count;
}

int64_t cffmpeg_make_gray(cffmpeg_decoder *decoder, int width, int height) {
    decoder->made_count = 0;
    if (!is_size(width, height)) {
        return AVERROR(EINVAL);
    }
    int result = prepare_scaler(decoder, width, height, AV_PIX_FMT_GRAY8);
    if (result < 0) {
        return result;
    }
    // Rows as long as the scaler likes to write them.
    uint8_t *planes[4];
    int strides[4];
    result = av_image_alloc(planes, strides, width, height, AV_PIX_FMT_GRAY8, 64);
    if (result < 0) {
        return result;
    }
    const AVFrame *from = decoder->picture;
    result = sws_scale(decoder->scaler, (const uint8_t *const *)from->data, from->linesize, 0, from->height, planes,
                       strides);
    if (result < 0) {
        av_freep(&planes[0]);
        return result;
    }
    for (int row = 1; row < height && strides[0] != width; row++) {
        memmove(planes[0] + (size_t)row * (size_t)width, planes[0] + (size_t)row * (size_t)strides[0], (size_t)width);
    }
    paint_gray(decoder, planes[0], width, height);
    av_free(decoder->gray);
    decoder->gray = planes[0];
    decoder->made = decoder->gray;
    decoder->made_count = (size_t)width * (size_t)height;
    return (int64_t)decoder->made_count;
}

void cffmpeg_copy_made(const cffmpeg_decoder *decoder, uint8_t *into, size_t count) {
    memcpy(into, decoder->made, count < decoder->made_count ? count : decoder->made_count);
}
