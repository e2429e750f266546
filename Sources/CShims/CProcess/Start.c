#define _GNU_SOURCE

#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

int cprocess_socket_pair(int *ours, int *theirs) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        return errno;
    }
    *ours = pair[0];
    *theirs = pair[1];
    return 0;
}

static int prepare_files(posix_spawn_file_actions_t *actions, int channel) {
    int error = posix_spawn_file_actions_adddup2(actions, channel, cprocess_channel);
    for (int file = 0; file < cprocess_channel; file++) {
        error = error ? error : posix_spawn_file_actions_addopen(actions, file, "/dev/null", O_RDWR, 0);
    }
    return error ? error : posix_spawn_file_actions_addclosefrom_np(actions, cprocess_channel + 1);
}

static int prepare_signals(posix_spawnattr_t *attributes) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int error = posix_spawnattr_setsigmask(attributes, &none);
    error = error ? error : posix_spawnattr_setsigdefault(attributes, &all);
    // An interrupt at the terminal is for the recorder, which ends its workers itself.
    error = error ? error : posix_spawnattr_setpgroup(attributes, 0);
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP;
    return error ? error : posix_spawnattr_setflags(attributes, flags);
}

int cprocess_start(const char *path, const char *niceness, const char *memory, const char *library_path, int channel,
                   int32_t *process) {
    // Not where the child's own has to be, since onto itself it would be closed at the exec; nor where others are opened.
    int source = channel;
    if (channel <= cprocess_channel) {
        source = fcntl(channel, F_DUPFD_CLOEXEC, cprocess_channel + 1);
        if (source < 0) {
            return errno;
        }
    }
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);
    if (error == 0) {
        error = posix_spawnattr_init(&attributes);
        if (error == 0) {
            error = prepare_files(&actions, source);
            error = error ? error : prepare_signals(&attributes);
            char libraries[4096] = "";
            if (library_path != NULL) {
                snprintf(libraries, sizeof libraries, "LD_LIBRARY_PATH=%s", library_path);
            }
            char *const arguments[] = {(char *)path, (char *)niceness, (char *)memory, NULL};
            char *const environment[] = {"SWIFT_BACKTRACE=enable=no", "MALLOC_ARENA_MAX=1",
                                         library_path != NULL ? libraries : NULL, NULL};
            pid_t started = 0;
            error = error ? error : posix_spawn(&started, path, &actions, &attributes, arguments, environment);
            *process = started;
            posix_spawnattr_destroy(&attributes);
        }
        posix_spawn_file_actions_destroy(&actions);
    }
    if (source != channel) {
        close(source);
    }
    return error;
}

int cprocess_ended(int32_t process, int *status) {
    int raw = 0;
    pid_t result;
    do {
        result = waitpid(process, &raw, WNOHANG);
    } while (result < 0 && errno == EINTR);
    if (result <= 0) {
        return result < 0 ? -1 : 0;
    }
    *status = WIFSIGNALED(raw) ? -WTERMSIG(raw) : WEXITSTATUS(raw);
    return 1;
}
