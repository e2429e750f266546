#include "COpenSSL.h"
#include "Library.h"

#include <openssl/evp.h>

static EVP_PKEY *secret_key(const uint8_t *secret) {
    OSSL_LIB_CTX *library = nightjar_library();
    return library == NULL ? NULL : EVP_PKEY_new_raw_private_key_ex(library, "ED25519", NULL, secret, 32);
}

bool nightjar_ed25519_public(const uint8_t *secret, uint8_t *public_key) {
    EVP_PKEY *key = secret_key(secret);
    size_t count = 32;
    bool done = key != NULL && EVP_PKEY_get_raw_public_key(key, public_key, &count) == 1 && count == 32;
    EVP_PKEY_free(key);
    return done;
}

bool nightjar_ed25519_sign(const uint8_t *secret, const uint8_t *bytes, size_t count, uint8_t *signature) {
    static const uint8_t empty[1] = {0};
    EVP_PKEY *key = secret_key(secret);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t written = 64;
    bool done = key != NULL && context != NULL &&
                EVP_DigestSignInit_ex(context, NULL, NULL, nightjar_library(), NULL, key, NULL) == 1 &&
                EVP_DigestSign(context, signature, &written, count == 0 ? empty : bytes, count) == 1 && written == 64;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return done;
}

bool nightjar_ed25519_verify(const uint8_t *public_key, const uint8_t *bytes, size_t count, const uint8_t *signature) {
    static const uint8_t empty[1] = {0};
    OSSL_LIB_CTX *library = nightjar_library();
    EVP_PKEY *key =
        library == NULL ? NULL : EVP_PKEY_new_raw_public_key_ex(library, "ED25519", NULL, public_key, 32);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool is_good = key != NULL && context != NULL &&
                   EVP_DigestVerifyInit_ex(context, NULL, NULL, library, NULL, key, NULL) == 1 &&
                   EVP_DigestVerify(context, signature, 64, count == 0 ? empty : bytes, count) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return is_good;
}
