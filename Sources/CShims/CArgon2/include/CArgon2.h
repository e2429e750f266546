#ifndef NIGHTJAR_CARGON2_H
#define NIGHTJAR_CARGON2_H

#include <stddef.h>
#include <stdint.h>

// The one function of libargon2 that Nightjar calls. No type of the library is in here, so that Swift never sees its
// header.

/// Argon2id (RFC 9106), version 1.3, in the thread of the caller however many lanes there are. `memory` is in KiB.
/// Answers 0 when `digest` is written, 1 where there is no memory for it, and 2 where the library refuses an input.
int nightjar_argon2id(const uint8_t *_Nullable password, size_t password_count,
                      const uint8_t *_Nonnull salt, size_t salt_count,
                      uint32_t memory, uint32_t passes, uint32_t lanes,
                      uint8_t *_Nonnull digest, size_t digest_count);

#endif
