#include "COpenSSL.h"
#include "Library.h"

#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <pthread.h>
#include <string.h>

// A library context of our own, with the default provider, does not depend on the machine's openssl.cnf: cameras still
// want MD5 where the machine's own policy forbids it. The algorithms are fetched once and kept as long as the process.
static pthread_once_t once = PTHREAD_ONCE_INIT;
static OSSL_LIB_CTX *library;
static EVP_MD *md5;
static EVP_MD *sha1;
static EVP_MD *sha256;
static EVP_MAC *hmac;
static EVP_CIPHER *aes256gcm;

static void fetch_algorithms(void) {
    OSSL_LIB_CTX *context = OSSL_LIB_CTX_new();
    if (context == NULL || OSSL_PROVIDER_load(context, "default") == NULL) {
        return;
    }
    library = context;
    md5 = EVP_MD_fetch(context, "MD5", NULL);
    sha1 = EVP_MD_fetch(context, "SHA1", NULL);
    sha256 = EVP_MD_fetch(context, "SHA256", NULL);
    hmac = EVP_MAC_fetch(context, "HMAC", NULL);
    aes256gcm = EVP_CIPHER_fetch(context, "AES-256-GCM", NULL);
}

OSSL_LIB_CTX *nightjar_library(void) {
    pthread_once(&once, fetch_algorithms);
    return library;
}

static bool digest_of(EVP_MD **algorithm, const uint8_t *bytes, size_t count, uint8_t *digest) {
    pthread_once(&once, fetch_algorithms);
    return *algorithm != NULL && EVP_Digest(bytes, count, digest, NULL, *algorithm, NULL) == 1;
}

const char *nightjar_openssl_version(void) { return OpenSSL_version(OPENSSL_VERSION_STRING); }

bool nightjar_md5(const uint8_t *bytes, size_t count, uint8_t *digest) {
    return digest_of(&md5, bytes, count, digest);
}

bool nightjar_sha1(const uint8_t *bytes, size_t count, uint8_t *digest) {
    return digest_of(&sha1, bytes, count, digest);
}

bool nightjar_sha256(const uint8_t *bytes, size_t count, uint8_t *digest) {
    return digest_of(&sha256, bytes, count, digest);
}

void *nightjar_sha256_begin(void) {
    pthread_once(&once, fetch_algorithms);
    EVP_MD_CTX *state = EVP_MD_CTX_new();
    if (state == NULL || sha256 == NULL || EVP_DigestInit_ex2(state, sha256, NULL) != 1) {
        EVP_MD_CTX_free(state);
        return NULL;
    }
    return state;
}

bool nightjar_sha256_add(void *state, const uint8_t *bytes, size_t count) {
    return count == 0 || EVP_DigestUpdate(state, bytes, count) == 1;
}

bool nightjar_sha256_end(void *state, uint8_t *digest) { return EVP_DigestFinal_ex(state, digest, NULL) == 1; }

void nightjar_sha256_free(void *state) { EVP_MD_CTX_free(state); }

static bool hmac_with(char *digest, const uint8_t *key, size_t key_count, const uint8_t *bytes, size_t count,
                      uint8_t *code, size_t code_count) {
    pthread_once(&once, fetch_algorithms);
    if (hmac == NULL) {
        return false;
    }
    EVP_MAC_CTX *context = EVP_MAC_CTX_new(hmac);
    if (context == NULL) {
        return false;
    }
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    // A null key would mean "keep the key that was set before", so an empty one needs an address.
    static const uint8_t empty[1] = {0};
    size_t written = 0;
    bool done = EVP_MAC_init(context, key_count == 0 ? empty : key, key_count, parameters) == 1 &&
                (count == 0 || EVP_MAC_update(context, bytes, count) == 1) &&
                EVP_MAC_final(context, code, &written, code_count) == 1 && written == code_count;
    EVP_MAC_CTX_free(context);
    return done;
}

bool nightjar_hmac_sha256(const uint8_t *key, size_t key_count, const uint8_t *bytes, size_t count, uint8_t *code) {
    char name[] = "SHA256";
    return hmac_with(name, key, key_count, bytes, count, code, 32);
}

bool nightjar_hmac_sha1(const uint8_t *key, size_t key_count, const uint8_t *bytes, size_t count, uint8_t *code) {
    char name[] = "SHA1";
    return hmac_with(name, key, key_count, bytes, count, code, 20);
}

bool nightjar_aes256gcm_seal(const uint8_t *key, const uint8_t *nonce, const uint8_t *associated,
                             size_t associated_count, const uint8_t *plain, size_t count, uint8_t *cipher,
                             uint8_t *tag) {
    pthread_once(&once, fetch_algorithms);
    if (aes256gcm == NULL || associated_count > INT_MAX || count > INT_MAX) {
        return false;
    }
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    if (context == NULL) {
        return false;
    }
    // GCM's nonce is 12 bytes unless told otherwise.
    uint8_t rest[16];
    int written = 0;
    bool done =
        EVP_EncryptInit_ex2(context, aes256gcm, key, nonce, NULL) == 1 &&
        (associated_count == 0 ||
         EVP_EncryptUpdate(context, NULL, &written, associated, (int)associated_count) == 1) &&
        (count == 0 || EVP_EncryptUpdate(context, cipher, &written, plain, (int)count) == 1) &&
        EVP_EncryptFinal_ex(context, rest, &written) == 1 &&
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, tag) == 1;
    EVP_CIPHER_CTX_free(context);
    return done;
}

bool nightjar_aes256gcm_open(const uint8_t *key, const uint8_t *nonce, const uint8_t *associated,
                             size_t associated_count, const uint8_t *cipher, size_t count, const uint8_t *tag,
                             uint8_t *plain) {
    pthread_once(&once, fetch_algorithms);
    if (aes256gcm == NULL || associated_count > INT_MAX || count > INT_MAX) {
        return false;
    }
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    if (context == NULL) {
        return false;
    }
    uint8_t expected[16];
    memcpy(expected, tag, sizeof expected);
    uint8_t rest[16];
    int written = 0;
    bool done =
        EVP_DecryptInit_ex2(context, aes256gcm, key, nonce, NULL) == 1 &&
        (associated_count == 0 ||
         EVP_DecryptUpdate(context, NULL, &written, associated, (int)associated_count) == 1) &&
        (count == 0 || EVP_DecryptUpdate(context, plain, &written, cipher, (int)count) == 1) &&
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, sizeof expected, expected) == 1 &&
        EVP_DecryptFinal_ex(context, rest, &written) == 1;
    EVP_CIPHER_CTX_free(context);
    return done;
}

bool nightjar_equal(const uint8_t *left, const uint8_t *right, size_t count) {
    return count == 0 || CRYPTO_memcmp(left, right, count) == 0;
}
