/* Records RTSP cameras with libavformat in one process, a thread for each: what Nightjar is compared with.
 *
 *     libav_recorder [-w MILLISECONDS] [URL FILE]...
 *
 * RTSP over TCP; audio and video are copied into fragmented MP4 with the flags that the benchmark gives to ffmpeg. A recording
 * ends with its stream, or with all at SIGTERM or SIGINT, and gets its trailer either way. -w is the time between the starts
 * of two cameras. Without a camera it waits for the signal, which is what an idle process costs.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <libavformat/avformat.h>

struct camera {
    const char *url;
    const char *path;
    pthread_t thread;
    int status;
};

static atomic_bool is_stopping;

/* Says what failed; answers false when nothing did. The end of a stream, and the end that was asked for, are no failures. */
static int failed(const struct camera *camera, const char *what, int status)
{
    char reason[AV_ERROR_MAX_STRING_SIZE];

    if (status >= 0 || status == AVERROR_EOF || status == AVERROR_EXIT)
        return 0;
    av_strerror(status, reason, sizeof reason);
    fprintf(stderr, "libav_recorder: %s: %s: %s\n", camera->url, what, reason);
    return 1;
}

/* Lets a blocked read or write of libavformat go. */
static int interrupted(void *unused)
{
    (void)unused;
    return atomic_load(&is_stopping);
}

/* The caller closes the input, whatever the answer is. */
static int open_input(AVFormatContext **input, const char *url)
{
    AVDictionary *options = NULL;
    int status = AVERROR(ENOMEM);

    *input = avformat_alloc_context();
    if (!*input)
        return status;
    (*input)->interrupt_callback.callback = interrupted;
    status = av_dict_set(&options, "rtsp_transport", "tcp", 0);
    if (status >= 0)
        status = avformat_open_input(input, url, NULL, &options); /* frees the context when it fails */
    av_dict_free(&options);
    if (status >= 0)
        status = avformat_find_stream_info(*input, NULL);
    /* What was found before an interruption is no error to libavformat, but too little for a file. */
    return atomic_load(&is_stopping) ? AVERROR_EXIT : status;
}

/* Gives the file a stream for each of the input's with sound or pictures; outputs[i] is that of its stream i, or -1. */
static int copy_streams(AVFormatContext *output, const AVFormatContext *input, int *outputs)
{
    for (unsigned i = 0; i < input->nb_streams; i++) {
        const AVCodecParameters *from = input->streams[i]->codecpar;
        AVStream *stream;
        int status;

        outputs[i] = -1;
        if (from->codec_type != AVMEDIA_TYPE_VIDEO && from->codec_type != AVMEDIA_TYPE_AUDIO)
            continue;
        stream = avformat_new_stream(output, NULL);
        if (!stream)
            return AVERROR(ENOMEM);
        status = avcodec_parameters_copy(stream->codecpar, from);
        if (status < 0)
            return status;
        stream->codecpar->codec_tag = 0;
        stream->time_base = input->streams[i]->time_base;
        outputs[i] = stream->index;
    }
    return output->nb_streams > 0 ? 0 : AVERROR_STREAM_NOT_FOUND;
}

static int write_header(AVFormatContext *output, const char *path)
{
    AVDictionary *options = NULL;
    int status = avio_open(&output->pb, path, AVIO_FLAG_WRITE);

    if (status < 0)
        return status;
    status = av_dict_set(&options, "movflags", "+frag_keyframe+empty_moov+default_base_moof", 0);
    if (status >= 0)
        status = avformat_write_header(output, &options);
    av_dict_free(&options);
    return status;
}

/* Until the stream ends, or all is to end. */
static int copy_packets(const struct camera *camera, AVFormatContext *input, AVFormatContext *output, const int *outputs,
                        unsigned count)
{
    AVPacket *packet = av_packet_alloc();
    int status = packet ? 0 : AVERROR(ENOMEM);

    failed(camera, "the first packet", status);
    while (status >= 0 && !atomic_load(&is_stopping)) {
        int from;

        status = av_read_frame(input, packet);
        if (failed(camera, "reading", status) || status < 0)
            break;
        from = packet->stream_index;
        /* A stream that appeared after the header has no place in the file. */
        if (from < 0 || (unsigned)from >= count || outputs[from] < 0) {
            av_packet_unref(packet);
            continue;
        }
        av_packet_rescale_ts(packet, input->streams[from]->time_base, output->streams[outputs[from]]->time_base);
        packet->stream_index = outputs[from];
        packet->pos = -1;
        status = av_interleaved_write_frame(output, packet); /* takes the packet */
        failed(camera, "writing", status);
    }
    av_packet_free(&packet);
    return status;
}

/* From the header to the trailer. */
static int record_into(const struct camera *camera, AVFormatContext *input, AVFormatContext *output)
{
    unsigned count = input->nb_streams;
    int *outputs = calloc(count ? count : 1, sizeof *outputs);
    int status = outputs ? copy_streams(output, input, outputs) : AVERROR(ENOMEM);
    int trailer;

    if (!failed(camera, "the streams", status)) {
        status = write_header(output, camera->path);
        if (!failed(camera, camera->path, status)) {
            status = copy_packets(camera, input, output, outputs, count);
            trailer = av_write_trailer(output);
            if (failed(camera, "the trailer", trailer))
                status = trailer;
        }
        if (output->pb) {
            trailer = avio_closep(&output->pb);
            if (failed(camera, "closing the file", trailer))
                status = trailer;
        }
    }
    free(outputs);
    return status;
}

static void *record(void *argument)
{
    struct camera *camera = argument;
    AVFormatContext *input = NULL, *output = NULL;
    int status = open_input(&input, camera->url);

    if (!failed(camera, "opening", status) && status >= 0) {
        status = avformat_alloc_output_context2(&output, NULL, "mp4", camera->path);
        if (!failed(camera, "the format", status))
            status = record_into(camera, input, output);
        avformat_free_context(output);
    }
    avformat_close_input(&input);
    camera->status = status == AVERROR_EOF || status == AVERROR_EXIT ? 0 : status;
    return NULL;
}

static void *wait_for_signal(void *signals)
{
    int number;

    sigwait(signals, &number);
    atomic_store(&is_stopping, 1);
    return NULL;
}

/* Starts and joins all; answers whether each was recorded. */
static int record_all(struct camera *cameras, int count, long spacing)
{
    const struct timespec pause = {spacing / 1000, spacing % 1000 * 1000000};
    int started = 0, is_whole = 1;

    for (; started < count && !atomic_load(&is_stopping); started++) {
        int error = pthread_create(&cameras[started].thread, NULL, record, &cameras[started]);

        if (error) {
            fprintf(stderr, "libav_recorder: no thread for %s: %s\n", cameras[started].url, strerror(error));
            atomic_store(&is_stopping, 1);
            is_whole = 0;
            break;
        }
        nanosleep(&pause, NULL);
    }
    for (int i = 0; i < started; i++) {
        pthread_join(cameras[i].thread, NULL);
        is_whole = is_whole && cameras[i].status >= 0;
    }
    return is_whole;
}

static int usage(void)
{
    fputs("usage: libav_recorder [-w MILLISECONDS] [URL FILE]...\n", stderr);
    return 2;
}

int main(int argc, char **argv)
{
    struct camera *cameras;
    pthread_t waiter;
    sigset_t signals;
    long spacing = 0;
    char *end = NULL;
    int first = 1, count, error, is_whole = 1;

    if (argc > 2 && strcmp(argv[1], "-w") == 0) {
        spacing = strtol(argv[2], &end, 10);
        if (*end || end == argv[2] || spacing < 0 || spacing > 60000)
            return usage();
        first = 3;
    }
    if ((argc - first) % 2 != 0 || (argc > first && argv[first][0] == '-'))
        return usage();
    count = (argc - first) / 2;
    cameras = calloc(count ? count : 1, sizeof *cameras);
    if (!cameras) {
        fputs("libav_recorder: no memory\n", stderr);
        return 1;
    }
    for (int i = 0; i < count; i++)
        cameras[i] = (struct camera){.url = argv[first + 2 * i], .path = argv[first + 2 * i + 1]};

    /* Blocked in every thread, and taken by one that does nothing else. */
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    error = pthread_sigmask(SIG_BLOCK, &signals, NULL);
    if (!error)
        error = pthread_create(&waiter, NULL, wait_for_signal, &signals);
    if (error) {
        fprintf(stderr, "libav_recorder: signals: %s\n", strerror(error));
        free(cameras);
        return 1;
    }

    av_log_set_level(AV_LOG_ERROR);
    avformat_network_init();
    if (count)
        is_whole = record_all(cameras, count, spacing);
    else
        pthread_join(waiter, NULL);
    avformat_network_deinit();
    free(cameras);
    return is_whole ? 0 : 1;
}
