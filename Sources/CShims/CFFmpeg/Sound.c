#include "CFFmpeg.h"

#include <libavcodec/avcodec.h>
#include <libavutil/audio_fifo.h>
#include <libavutil/channel_layout.h>
#include <libavutil/log.h>
#include <libswresample/swresample.h>
#include <stdlib.h>
#include <string.h>

struct cffmpeg_sound {
    AVCodecContext *decoder, *encoder;
    AVPacket *packet, *encoded;
    AVFrame *decoded, *block;
    // From what the decoder gives, which it says with each frame, to what the encoder takes.
    SwrContext *resampler;
    int rate, channels, format;
    AVAudioFifo *samples;
    // Of the first sample that waits.
    int64_t time;
    bool has_time;
};

/// So far, in parts of a second, the times of blocks may be from what was counted before they are believed: a camera's clock
/// goes a little wrong against its sound.
enum { tolerance = 10 };
/// So many seconds of sound wait at most; a block has less than a second.
enum { most_seconds = 4 };

static int open_decoder(cffmpeg_sound *sound, const cffmpeg_sounding *wish, const uint8_t *configuration, size_t count) {
    static const enum AVCodecID ids[] = {AV_CODEC_ID_NONE, AV_CODEC_ID_AAC, AV_CODEC_ID_OPUS, AV_CODEC_ID_PCM_ALAW,
                                         AV_CODEC_ID_PCM_MULAW};
    const AVCodec *codec = avcodec_find_decoder(ids[wish->codec]);
    if (codec == NULL) {
        return AVERROR_DECODER_NOT_FOUND;
    }
    sound->decoder = avcodec_alloc_context3(codec);
    if (sound->decoder == NULL) {
        return AVERROR(ENOMEM);
    }
    sound->decoder->sample_rate = wish->rate;
    sound->decoder->thread_count = 1;
    av_channel_layout_default(&sound->decoder->ch_layout, wish->channels);
    if (count > 0) {
        sound->decoder->extradata = av_mallocz(count + AV_INPUT_BUFFER_PADDING_SIZE);
        if (sound->decoder->extradata == NULL) {
            return AVERROR(ENOMEM);
        }
        memcpy(sound->decoder->extradata, configuration, count);
        sound->decoder->extradata_size = (int)count;
    }
    return avcodec_open2(sound->decoder, codec, NULL);
}

static int open_encoder(cffmpeg_sound *sound, const cffmpeg_sounding *wish) {
    const AVCodec *codec = avcodec_find_encoder_by_name("aac");
    if (codec == NULL) {
        return AVERROR_ENCODER_NOT_FOUND;
    }
    AVCodecContext *encoder = sound->encoder = avcodec_alloc_context3(codec);
    if (encoder == NULL) {
        return AVERROR(ENOMEM);
    }
    encoder->sample_rate = wish->aac_rate;
    encoder->sample_fmt = AV_SAMPLE_FMT_FLTP;
    encoder->time_base = (AVRational){1, wish->aac_rate};
    encoder->bit_rate = wish->bit_rate;
    encoder->thread_count = 1;
    encoder->profile = FF_PROFILE_AAC_LOW;
    // Without a comment that names the library.
    encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT;
    av_channel_layout_default(&encoder->ch_layout, wish->aac_channels);
    int result = avcodec_open2(encoder, codec, NULL);
    if (result < 0) {
        return result;
    }
    sound->samples = av_audio_fifo_alloc(AV_SAMPLE_FMT_FLTP, wish->aac_channels, encoder->frame_size * 4);
    return sound->samples == NULL ? AVERROR(ENOMEM) : 0;
}

cffmpeg_sound *cffmpeg_sound_open(cffmpeg_sounding sounding, const uint8_t *configuration, size_t count, int *error) {
    *error = AVERROR(EINVAL);
    if (sounding.codec < cffmpeg_aac || sounding.codec > cffmpeg_mulaw || count > 65536) {
        return NULL;
    }
    av_log_set_level(AV_LOG_QUIET);
    cffmpeg_sound *sound = calloc(1, sizeof *sound);
    if (sound == NULL) {
        *error = AVERROR(ENOMEM);
        return NULL;
    }
    sound->packet = av_packet_alloc();
    sound->encoded = av_packet_alloc();
    sound->decoded = av_frame_alloc();
    sound->block = av_frame_alloc();
    bool is_whole = sound->packet != NULL && sound->encoded != NULL && sound->decoded != NULL && sound->block != NULL;
    *error = is_whole ? open_decoder(sound, &sounding, configuration, count) : AVERROR(ENOMEM);
    *error = *error < 0 ? *error : open_encoder(sound, &sounding);
    if (*error < 0) {
        cffmpeg_sound_close(sound);
        return NULL;
    }
    return sound;
}

void cffmpeg_sound_close(cffmpeg_sound *sound) {
    avcodec_free_context(&sound->decoder);
    avcodec_free_context(&sound->encoder);
    av_packet_free(&sound->packet);
    av_packet_free(&sound->encoded);
    av_frame_free(&sound->decoded);
    av_frame_free(&sound->block);
    swr_free(&sound->resampler);
    if (sound->samples != NULL) {
        av_audio_fifo_free(sound->samples);
    }
    free(sound);
}

const uint8_t *cffmpeg_sound_configuration(const cffmpeg_sound *sound, size_t *count) {
    *count = sound->encoder->extradata_size > 0 ? (size_t)sound->encoder->extradata_size : 0;
    return sound->encoder->extradata;
}

static int prepare_resampler(cffmpeg_sound *sound, const AVFrame *from) {
    int channels = from->ch_layout.nb_channels;
    if (sound->resampler != NULL && from->sample_rate == sound->rate && channels == sound->channels &&
        from->format == sound->format) {
        return 0;
    }
    swr_free(&sound->resampler);
    AVChannelLayout layout;
    av_channel_layout_default(&layout, channels);
    int result = swr_alloc_set_opts2(&sound->resampler, &sound->encoder->ch_layout, AV_SAMPLE_FMT_FLTP,
                                     sound->encoder->sample_rate, &layout, from->format, from->sample_rate, 0, NULL);
    result = result < 0 ? result : swr_init(sound->resampler);
    if (result < 0) {
        swr_free(&sound->resampler);
        return result;
    }
    sound->rate = from->sample_rate;
    sound->channels = channels;
    sound->format = from->format;
    return 0;
}

/// Puts what was decoded to what waits for the encoder.
static int keep(cffmpeg_sound *sound, const AVFrame *from) {
    int result = prepare_resampler(sound, from);
    if (result < 0) {
        return result;
    }
    int room = swr_get_out_samples(sound->resampler, from->nb_samples);
    int most = sound->encoder->sample_rate * most_seconds;
    if (room < 0 || room + av_audio_fifo_size(sound->samples) > most) {
        return AVERROR_INVALIDDATA;
    }
    uint8_t **planes = NULL;
    int channels = sound->encoder->ch_layout.nb_channels;
    result = av_samples_alloc_array_and_samples(&planes, NULL, channels, room > 0 ? room : 1, AV_SAMPLE_FMT_FLTP, 0);
    if (result < 0) {
        return result;
    }
    result = swr_convert(sound->resampler, planes, room, (const uint8_t **)from->extended_data, from->nb_samples);
    if (result > 0) {
        result = av_audio_fifo_write(sound->samples, (void **)planes, result);
    }
    av_freep(&planes[0]);
    av_freep(&planes);
    return result < 0 ? result : 0;
}

/// Where the next sample that comes in is to be, by what was counted.
static int64_t expected(const cffmpeg_sound *sound) {
    int64_t delay = sound->resampler != NULL ? swr_get_delay(sound->resampler, sound->encoder->sample_rate) : 0;
    return sound->time + av_audio_fifo_size(sound->samples) + delay;
}

int cffmpeg_sound_feed(cffmpeg_sound *sound, const uint8_t *bytes, size_t count, int64_t time) {
    if (count == 0 || count > INT32_MAX - AV_INPUT_BUFFER_PADDING_SIZE) {
        return AVERROR_INVALIDDATA;
    }
    // The encoder's times never fall; what lies before them would be told for what comes after.
    int64_t difference = sound->has_time ? time - expected(sound) : 0;
    int64_t slack = sound->encoder->sample_rate / tolerance;
    if (!sound->has_time || difference > slack || difference < -slack) {
        av_audio_fifo_reset(sound->samples);
        swr_free(&sound->resampler);
        sound->time = time;
        sound->has_time = true;
    }
    int result = av_new_packet(sound->packet, (int)count);
    if (result < 0) {
        return result;
    }
    memcpy(sound->packet->data, bytes, count);
    result = avcodec_send_packet(sound->decoder, sound->packet);
    av_packet_unref(sound->packet);
    while (result >= 0) {
        result = avcodec_receive_frame(sound->decoder, sound->decoded);
        if (result == AVERROR(EAGAIN) || result == AVERROR_EOF) {
            return 0;
        }
        result = result < 0 ? result : keep(sound, sound->decoded);
    }
    return result;
}

static int encode_block(cffmpeg_sound *sound) {
    int count = sound->encoder->frame_size;
    AVFrame *block = sound->block;
    av_frame_unref(block);
    block->nb_samples = count;
    block->format = AV_SAMPLE_FMT_FLTP;
    block->sample_rate = sound->encoder->sample_rate;
    int result = av_channel_layout_copy(&block->ch_layout, &sound->encoder->ch_layout);
    result = result < 0 ? result : av_frame_get_buffer(block, 0);
    if (result < 0) {
        return result;
    }
    result = av_audio_fifo_read(sound->samples, (void **)block->extended_data, count);
    if (result < count) {
        return result < 0 ? result : AVERROR_BUG;
    }
    block->pts = sound->time;
    sound->time += count;
    return avcodec_send_frame(sound->encoder, block);
}

int cffmpeg_sound_next(cffmpeg_sound *sound, const uint8_t **bytes, size_t *count, int64_t *time) {
    for (;;) {
        av_packet_unref(sound->encoded);
        int result = avcodec_receive_packet(sound->encoder, sound->encoded);
        if (result == 0) {
            *bytes = sound->encoded->data;
            *count = sound->encoded->size > 0 ? (size_t)sound->encoded->size : 0;
            *time = sound->encoded->pts;
            return 1;
        }
        if (result != AVERROR(EAGAIN)) {
            return result;
        }
        if (av_audio_fifo_size(sound->samples) < sound->encoder->frame_size) {
            return 0;
        }
        result = encode_block(sound);
        if (result < 0) {
            return result;
        }
    }
}
