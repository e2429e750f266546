#include "COpenSSL.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <string.h>

static bool add_extension(X509 *certificate, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    if (extension == NULL) {
        return false;
    }
    bool done = X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return done;
}

static bool set_serial(X509 *certificate) {
    uint64_t serial = 0;
    // RFC 5280 section 4.1.2.2: positive, and never the same twice.
    return RAND_bytes((uint8_t *)&serial, sizeof serial) == 1 &&
           ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), (serial >> 1) | 1) == 1;
}

static bool fill(X509 *certificate, EVP_PKEY *key, const char *common_name, const char *names, int days) {
    const int day = 24 * 60 * 60;
    X509_NAME *name = X509_get_subject_name(certificate);
    return X509_set_version(certificate, 2) == 1 && set_serial(certificate) &&
           X509_gmtime_adj(X509_getm_notBefore(certificate), -day) != NULL &&
           X509_time_adj_ex(X509_getm_notAfter(certificate), days, 0, NULL) != NULL &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const uint8_t *)common_name, -1, -1, 0) == 1 &&
           X509_set_issuer_name(certificate, name) == 1 && X509_set_pubkey(certificate, key) == 1 &&
           add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
           add_extension(certificate, NID_ext_key_usage, "serverAuth") &&
           add_extension(certificate, NID_subject_alt_name, names) &&
           X509_sign(certificate, key, EVP_sha256()) > 0;
}

static bool copy_out(BIO *memory, uint8_t *output, size_t *count) {
    char *bytes = NULL;
    long length = BIO_get_mem_data(memory, &bytes);
    if (length <= 0 || bytes == NULL || (size_t)length > *count) {
        return false;
    }
    memcpy(output, bytes, (size_t)length);
    *count = (size_t)length;
    return true;
}

bool nightjar_self_signed(const char *common_name, const char *names, int days, uint8_t *key_pem, size_t *key_count,
                          uint8_t *certificate_pem, size_t *certificate_count) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    BIO *key_text = BIO_new(BIO_s_mem());
    BIO *certificate_text = BIO_new(BIO_s_mem());
    bool done = key != NULL && certificate != NULL && key_text != NULL && certificate_text != NULL &&
                fill(certificate, key, common_name, names, days) &&
                PEM_write_bio_PKCS8PrivateKey(key_text, key, NULL, NULL, 0, NULL, NULL) == 1 &&
                PEM_write_bio_X509(certificate_text, certificate) == 1 && copy_out(key_text, key_pem, key_count) &&
                copy_out(certificate_text, certificate_pem, certificate_count);
    BIO_free(certificate_text);
    BIO_free(key_text);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return done;
}
