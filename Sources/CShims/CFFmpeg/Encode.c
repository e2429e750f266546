#include "CFFmpeg.h"
#include "Caption.h"
#include "Pictures.h"

#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <limits.h>
#include <stdlib.h>

struct cffmpeg_encoder {
    AVCodecContext *codec;
    // What it was opened for.
    int width, height, format, range, space;
    struct SwsContext *scaler;
    AVFrame *frame;
    AVPacket *packet;
    int64_t count;
};

static bool is_plain(int format) { return format == AV_PIX_FMT_YUV420P || format == AV_PIX_FMT_YUVJ420P; }

/// The sample's shape, of a picture whose width and height were not made smaller by the same.
static AVRational shape(const AVFrame *from, const cffmpeg_encoding *encoding) {
    AVRational ratio = {encoding->ratio_width, encoding->ratio_height};
    AVRational wider = {from->width, encoding->width}, higher = {encoding->height, from->height};
    AVRational exact = av_mul_q(ratio, av_mul_q(wider, higher));
    av_reduce(&exact.num, &exact.den, exact.num, exact.den, 65535);
    return exact.num > 0 && exact.den > 0 ? exact : (AVRational){1, 1};
}

static int open_codec(cffmpeg_encoder *encoder, const AVFrame *from, const cffmpeg_encoding *encoding) {
    const AVCodec *codec = avcodec_find_encoder_by_name("libx264");
    if (codec == NULL) {
        return AVERROR_ENCODER_NOT_FOUND;
    }
    AVCodecContext *context = encoder->codec = avcodec_alloc_context3(codec);
    encoder->frame = av_frame_alloc();
    encoder->packet = av_packet_alloc();
    if (context == NULL || encoder->frame == NULL || encoder->packet == NULL) {
        return AVERROR(ENOMEM);
    }
    context->width = encoding->width;
    context->height = encoding->height;
    context->sample_aspect_ratio = shape(from, encoding);
    context->pix_fmt = AV_PIX_FMT_YUV420P;
    // Pictures that are only passed on keep their range; what is converted gets the usual one.
    bool is_full = is_plain(from->format) && nightjar_has_full_range(from);
    context->color_range = is_full ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    context->colorspace = from->colorspace;
    context->color_primaries = from->color_primaries;
    context->color_trc = from->color_trc;
    // Pictures are counted, and who asked knows their times: x264 reckons what a picture may take by this.
    context->time_base = (AVRational){1, encoding->picture_rate};
    context->framerate = (AVRational){encoding->picture_rate, 1};
    // Key frames are where they are asked for, and nowhere else.
    context->gop_size = INT_MAX;
    context->max_b_frames = 0;
    context->thread_count = 1;
    context->rc_max_rate = encoding->bit_rate;
    context->rc_buffer_size = (int)(encoding->bit_rate < INT_MAX ? encoding->bit_rate : INT_MAX);
    context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_CLOSED_GOP;
    av_opt_set(context->priv_data, "preset", "veryfast", 0);
    av_opt_set(context->priv_data, "tune", "zerolatency", 0);
    av_opt_set(context->priv_data, "profile", "high", 0);
    av_opt_set(context->priv_data, "crf", "24", 0);
    av_opt_set(context->priv_data, "forced-idr", "1", 0);
    av_opt_set(context->priv_data, "x264-params", "keyint=infinite:scenecut=0", 0);
    return avcodec_open2(context, codec, NULL);
}

cffmpeg_encoder *cffmpeg_encoder_open(const cffmpeg_decoder *decoder, cffmpeg_encoding encoding, int *error) {
    const AVFrame *from = nightjar_picture(decoder);
    *error = AVERROR(EINVAL);
    if (encoding.width < 2 || encoding.height < 2 || encoding.width % 2 != 0 || encoding.height % 2 != 0 ||
        encoding.width > 16384 || encoding.height > 16384 || encoding.picture_rate < 1 || encoding.bit_rate < 1 ||
        from->width < 1 || from->height < 1) {
        return NULL;
    }
    cffmpeg_encoder *encoder = calloc(1, sizeof *encoder);
    if (encoder == NULL) {
        *error = AVERROR(ENOMEM);
        return NULL;
    }
    encoder->width = from->width;
    encoder->height = from->height;
    encoder->format = from->format;
    encoder->range = from->color_range;
    encoder->space = from->colorspace;
    *error = open_codec(encoder, from, &encoding);
    if (*error < 0) {
        cffmpeg_encoder_close(encoder);
        return NULL;
    }
    return encoder;
}

void cffmpeg_encoder_close(cffmpeg_encoder *encoder) {
    avcodec_free_context(&encoder->codec);
    sws_freeContext(encoder->scaler);
    av_frame_free(&encoder->frame);
    av_packet_free(&encoder->packet);
    free(encoder);
}

bool cffmpeg_encoder_fits(const cffmpeg_encoder *encoder, const cffmpeg_decoder *decoder) {
    const AVFrame *from = nightjar_picture(decoder);
    return from->width == encoder->width && from->height == encoder->height && from->format == encoder->format &&
           (int)from->color_range == encoder->range && (int)from->colorspace == encoder->space;
}

const uint8_t *cffmpeg_encoder_sets(const cffmpeg_encoder *encoder, size_t *count) {
    *count = encoder->codec->extradata_size > 0 ? (size_t)encoder->codec->extradata_size : 0;
    return encoder->codec->extradata;
}

/// A picture of the encoder's own, in its size.
static int convert(cffmpeg_encoder *encoder, const AVFrame *from) {
    AVFrame *to = encoder->frame;
    to->format = AV_PIX_FMT_YUV420P;
    to->width = encoder->codec->width;
    to->height = encoder->codec->height;
    int result = av_frame_get_buffer(to, 0);
    if (result < 0) {
        return result;
    }
    bool was_full = nightjar_has_full_range(from), is_full = encoder->codec->color_range == AVCOL_RANGE_JPEG;
    // YUVJ is YUV in full range; the scaler is told the range by itself.
    int format = from->format == AV_PIX_FMT_YUVJ420P ? AV_PIX_FMT_YUV420P : from->format;
    encoder->scaler = sws_getCachedContext(encoder->scaler, from->width, from->height, format, to->width, to->height,
                                           AV_PIX_FMT_YUV420P, SWS_BILINEAR, NULL, NULL, NULL);
    if (encoder->scaler == NULL) {
        return AVERROR(ENOSYS);
    }
    const int *colours = sws_getCoefficients(nightjar_colours(from));
    // Refused for what has no such colours, which is converted as it is.
    sws_setColorspaceDetails(encoder->scaler, colours, was_full, colours, is_full, 0, 1 << 16, 1 << 16);
    result = sws_scale(encoder->scaler, (const uint8_t *const *)from->data, from->linesize, 0, from->height, to->data,
                       to->linesize);
    return result < 0 ? result : 0;
}

static int prepare(cffmpeg_encoder *encoder, const cffmpeg_decoder *decoder, const cffmpeg_caption *caption) {
    const AVFrame *from = nightjar_picture(decoder);
    AVFrame *to = encoder->frame;
    av_frame_unref(to);
    bool is_same = is_plain(from->format) && from->width == encoder->codec->width &&
                   from->height == encoder->codec->height;
    // x264 copies what it is given. What has to be painted on is copied before.
    if (is_same && !nightjar_is_masked(decoder) && caption == NULL) {
        int result = av_frame_ref(to, from);
        to->format = AV_PIX_FMT_YUV420P;
        return result;
    }
    int result = convert(encoder, from);
    bool is_full = encoder->codec->color_range == AVCOL_RANGE_JPEG;
    if (result >= 0) {
        nightjar_paint_masks(decoder, to, is_full);
    }
    if (result >= 0 && caption != NULL) {
        nightjar_paint_caption(caption, to, is_full);
    }
    return result;
}

int cffmpeg_encode(cffmpeg_encoder *encoder, const cffmpeg_decoder *decoder, bool is_key,
                   const cffmpeg_caption *caption, cffmpeg_encoded *encoded) {
    int result = prepare(encoder, decoder, caption);
    if (result < 0) {
        return result;
    }
    AVFrame *frame = encoder->frame;
    frame->pts = encoder->count++;
    frame->pict_type = is_key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    frame->key_frame = 0;
    // What stands beside a picture, as closed captions or times, is nothing that x264 needs.
    while (frame->nb_side_data > 0) {
        av_frame_remove_side_data(frame, frame->side_data[0]->type);
    }
    result = avcodec_send_frame(encoder->codec, frame);
    av_frame_unref(frame);
    if (result < 0) {
        return result;
    }
    av_packet_unref(encoder->packet);
    result = avcodec_receive_packet(encoder->codec, encoder->packet);
    if (result < 0) {
        return result;
    }
    encoded->bytes = encoder->packet->data;
    encoded->count = encoder->packet->size > 0 ? (size_t)encoder->packet->size : 0;
    encoded->is_key = (encoder->packet->flags & AV_PKT_FLAG_KEY) != 0;
    return 0;
}
