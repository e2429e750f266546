#ifndef NIGHTJAR_COPENSSL_H
#define NIGHTJAR_COPENSSL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The few functions of OpenSSL's libcrypto that Nightjar calls. No OpenSSL type is in here, so that Swift never sees
// its headers. Every function answers false when it failed; an input of no bytes may be a null pointer.

/// The version of the library that is at work, as "3.0.15"; good for ever.
const char *_Nonnull nightjar_openssl_version(void);

/// MD5 (RFC 1321): 16 bytes into `digest`.
bool nightjar_md5(const uint8_t *_Nullable bytes, size_t count, uint8_t *_Nonnull digest);

/// SHA-1 (FIPS 180-4): 20 bytes into `digest`. For what cameras ask for by WS-Security and nothing else.
bool nightjar_sha1(const uint8_t *_Nullable bytes, size_t count, uint8_t *_Nonnull digest);

/// SHA-256 (FIPS 180-4): 32 bytes into `digest`.
bool nightjar_sha256(const uint8_t *_Nullable bytes, size_t count, uint8_t *_Nonnull digest);

/// SHA-256 of bytes that come in pieces: a state to begin with, or NULL where there is no memory; to be freed.
void *_Nullable nightjar_sha256_begin(void);
bool nightjar_sha256_add(void *_Nonnull state, const uint8_t *_Nullable bytes, size_t count);
/// 32 bytes into `digest`; nothing can be added afterwards.
bool nightjar_sha256_end(void *_Nonnull state, uint8_t *_Nonnull digest);
void nightjar_sha256_free(void *_Nullable state);

/// HMAC-SHA-256 (RFC 2104): 32 bytes into `code`.
bool nightjar_hmac_sha256(const uint8_t *_Nullable key, size_t key_count,
                          const uint8_t *_Nullable bytes, size_t count,
                          uint8_t *_Nonnull code);

/// HMAC-SHA-1 (RFC 2104): 20 bytes into `code`. For one-time passwords (RFC 4226) and nothing else.
bool nightjar_hmac_sha1(const uint8_t *_Nullable key, size_t key_count,
                        const uint8_t *_Nullable bytes, size_t count,
                        uint8_t *_Nonnull code);

/// AES-256-GCM: key of 32 bytes, nonce of 12; writes `count` bytes of ciphertext and a tag of 16 bytes.
bool nightjar_aes256gcm_seal(const uint8_t *_Nonnull key, const uint8_t *_Nonnull nonce,
                             const uint8_t *_Nullable associated, size_t associated_count,
                             const uint8_t *_Nullable plain, size_t count,
                             uint8_t *_Nullable cipher, uint8_t *_Nonnull tag);

/// The reverse; false when the tag does not fit, and then what was written to `plain` must not be used.
bool nightjar_aes256gcm_open(const uint8_t *_Nonnull key, const uint8_t *_Nonnull nonce,
                             const uint8_t *_Nullable associated, size_t associated_count,
                             const uint8_t *_Nullable cipher, size_t count,
                             const uint8_t *_Nonnull tag, uint8_t *_Nullable plain);

/// Ed25519 (RFC 8032): the public key, 32 bytes, of a secret one of 32.
bool nightjar_ed25519_public(const uint8_t *_Nonnull secret, uint8_t *_Nonnull public_key);

/// A signature of 64 bytes into `signature`.
bool nightjar_ed25519_sign(const uint8_t *_Nonnull secret, const uint8_t *_Nullable bytes, size_t count,
                           uint8_t *_Nonnull signature);

/// Whether 64 bytes are the signature of these bytes by the owner of this public key.
bool nightjar_ed25519_verify(const uint8_t *_Nonnull public_key, const uint8_t *_Nullable bytes, size_t count,
                             const uint8_t *_Nonnull signature);

/// Whether two blocks are equal, in a time that does not depend on where they differ.
bool nightjar_equal(const uint8_t *_Nullable left, const uint8_t *_Nullable right, size_t count);

/// Makes a key (P-256) and a certificate (X.509 v3, RFC 5280) that it signs itself, both as PEM without a terminating
/// zero. `names` is the value of a subjectAltName extension in OpenSSL's spelling: "DNS:nvr.local,IP:127.0.0.1". The
/// certificate counts from one day ago for `days` days. The counts hold the capacities, and then what was written.
bool nightjar_self_signed(const char *_Nonnull common_name, const char *_Nonnull names, int days,
                          uint8_t *_Nonnull key_pem, size_t *_Nonnull key_count,
                          uint8_t *_Nonnull certificate_pem, size_t *_Nonnull certificate_count);

#endif
