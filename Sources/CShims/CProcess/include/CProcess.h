#ifndef NIGHTJAR_CPROCESS_H
#define NIGHTJAR_CPROCESS_H

#include <stdbool.h>
#include <stdint.h>

// Starting a worker with nothing but a socket, and what the worker then takes from itself. Linux's own calls, of which
// Swift's Glibc has hardly any.

/// The descriptor that a worker finds its socket at.
enum { cprocess_channel = 3 };

/// Makes a pair of connected sockets that no other program inherits. Returns 0, or an error of `errno`'s kind.
int cprocess_socket_pair(int *_Nonnull ours, int *_Nonnull theirs);

/// Starts the program at `path` without a shell: with `niceness` and `memory` as its two arguments, `channel` as its
/// descriptor ``cprocess_channel``, /dev/null as 0, 1 and 2, and nothing else open; with no signal blocked or ignored,
/// in a process group of its own, and with `library_path` as the only thing of our environment that it gets.
/// Returns 0 and its number in `process`, or an error of `errno`'s kind.
int cprocess_start(const char *_Nonnull path, const char *_Nonnull niceness, const char *_Nonnull memory,
                   const char *_Nullable library_path, int channel, int32_t *_Nonnull process);

/// Whether a process that was started here has ended; -1 where it is none of ours. Where it has, `status` is its exit
/// status, or the number of the signal that ended it with its sign turned; and its number is free for others.
int cprocess_ended(int32_t process, int *_Nonnull status);

/// Closes all descriptors but this one. Returns whether nothing else is open.
bool cprocess_close_all_but(int kept);

/// Has the C library keep up to 64 MB that were given back to it, instead of asking the kernel anew, page by page, for the
/// memory of each picture: a fifth of the time that a snapshot took.
void cprocess_keep_memory(void);

/// This process and those that it starts get no rights by starting a program (PR_SET_NO_NEW_PRIVS).
bool cprocess_refuse_privileges(void);

/// Bounds what this process may take: `memory` bytes beside what it has mapped by now, no file, no further process.
bool cprocess_limit(uint64_t memory);

/// Has the system refuse this process all calls but those that are needed to compute and to speak over open descriptors
/// (seccomp). To be called after cprocess_refuse_privileges. Tries afterwards whether it holds.
bool cprocess_filter(void);

#endif
