#include "CFFmpeg.h"

#include <libavcodec/avcodec.h>
#include <libavutil/opt.h>
#include <string.h>
#include <time.h>

// So many pictures are encoded at most: they are kept, to be decoded.
enum { most_pictures = 250 };

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static AVCodecContext *open_encoder(int width, int height) {
    const AVCodec *codec = avcodec_find_encoder_by_name("libx264");
    AVCodecContext *encoder = codec == NULL ? NULL : avcodec_alloc_context3(codec);
    if (encoder == NULL) {
        return NULL;
    }
    encoder->width = width;
    encoder->height = height;
    encoder->pix_fmt = AV_PIX_FMT_YUV420P;
    encoder->time_base = (AVRational){1, 25};
    encoder->gop_size = 50;
    encoder->max_b_frames = 0;
    encoder->bit_rate = (int64_t)width * height * 3;
    encoder->thread_count = 1;
    av_opt_set(encoder->priv_data, "preset", "veryfast", 0);
    av_opt_set(encoder->priv_data, "tune", "zerolatency", 0);
    if (avcodec_open2(encoder, codec, NULL) < 0) {
        avcodec_free_context(&encoder);
    }
    return encoder;
}

/// Something that moves and has texture: a scene that stands still would cost nothing.
static void paint(AVFrame *frame, int number) {
    for (int y = 0; y < frame->height; y++) {
        uint8_t *row = frame->data[0] + (ptrdiff_t)y * frame->linesize[0];
        for (int x = 0; x < frame->width; x++) {
            row[x] = (uint8_t)(((x + number * 3) ^ (y + number)) * 5 / 3 + ((x * 7 + y * 13 + number) & 15));
        }
    }
    for (int plane = 1; plane < 3; plane++) {
        for (int y = 0; y < (frame->height + 1) / 2; y++) {
            memset(frame->data[plane] + (ptrdiff_t)y * frame->linesize[plane], 96 + ((y + number * plane) & 63),
                   (size_t)(frame->width + 1) / 2);
        }
    }
}

/// Encodes for so long, and keeps what came. The time in which pictures are painted does not count.
static int encode(AVCodecContext *encoder, AVFrame *frame, double seconds, AVPacket **kept, double *rate) {
    int count = 0;
    double spent = 0;
    for (int number = 0; number < most_pictures && spent < seconds; number++) {
        if (av_frame_make_writable(frame) < 0) {
            break;
        }
        paint(frame, number);
        frame->pts = number;
        double start = now();
        if (avcodec_send_frame(encoder, frame) < 0) {
            break;
        }
        AVPacket *packet = av_packet_alloc();
        int result = packet == NULL ? AVERROR(ENOMEM) : avcodec_receive_packet(encoder, packet);
        spent += now() - start;
        if (result < 0) {
            av_packet_free(&packet);
            break;
        }
        kept[count++] = packet;
    }
    *rate = spent > 0 ? count / spent : 0;
    return count;
}

/// Decodes what was kept, for so long at most, and leaves the last picture in the decoder.
static double decode(cffmpeg_decoder *decoder, AVPacket *const *kept, int count, double seconds) {
    cffmpeg_picture picture;
    int pictures = 0;
    double start = now();
    for (int index = 0; index < count && now() - start < seconds; index++) {
        if (cffmpeg_decoder_feed(decoder, kept[index]->data, (size_t)kept[index]->size, index, index == 0) < 0) {
            break;
        }
        while (cffmpeg_decoder_next(decoder, &picture) == 1) {
            pictures++;
        }
    }
    double spent = now() - start;
    return spent > 0 ? pictures / spent : 0;
}

static double make_jpegs(cffmpeg_decoder *decoder, AVPacket *const *kept, int width, int height, double seconds) {
    cffmpeg_picture picture;
    cffmpeg_decoder_begin_again(decoder);
    if (cffmpeg_decoder_feed(decoder, kept[0]->data, (size_t)kept[0]->size, 0, true) < 0 ||
        cffmpeg_decoder_end(decoder) < 0 || cffmpeg_decoder_next(decoder, &picture) != 1) {
        return 0;
    }
    int pictures = 0;
    double start = now();
    while (now() - start < seconds && cffmpeg_make_jpeg(decoder, width, height, 80) > 0) {
        pictures++;
    }
    double spent = now() - start;
    return spent > 0 ? pictures / spent : 0;
}

int cffmpeg_measure(int width, int height, double seconds, cffmpeg_speed *speed) {
    memset(speed, 0, sizeof *speed);
    AVCodecContext *encoder = open_encoder(width, height);
    if (encoder == NULL) {
        return 0;
    }
    int result = AVERROR(ENOMEM);
    int count = 0;
    AVPacket *kept[most_pictures];
    AVFrame *frame = av_frame_alloc();
    cffmpeg_decoder *decoder = NULL;
    if (frame != NULL) {
        frame->format = encoder->pix_fmt;
        frame->width = width;
        frame->height = height;
        result = av_frame_get_buffer(frame, 0);
    }
    if (result >= 0) {
        count = encode(encoder, frame, seconds, kept, &speed->encoded);
        decoder = cffmpeg_decoder_open(cffmpeg_h264, NULL, 0, (int64_t)width * height * 2, &result);
    }
    if (decoder != NULL) {
        if (count > 0) {
            speed->decoded = decode(decoder, kept, count, seconds);
            speed->jpegs = make_jpegs(decoder, kept, width, height, seconds);
        }
        cffmpeg_decoder_close(decoder);
    }
    for (int index = 0; index < count; index++) {
        av_packet_free(&kept[index]);
    }
    av_frame_free(&frame);
    avcodec_free_context(&encoder);
    return result < 0 ? result : 0;
}
