#include "CArgon2.h"

#include <argon2.h>

int nightjar_argon2id(const uint8_t *password, size_t password_count, const uint8_t *salt, size_t salt_count,
                      uint32_t memory, uint32_t passes, uint32_t lanes, uint8_t *digest, size_t digest_count) {
    if (password_count > UINT32_MAX || salt_count > UINT32_MAX || digest_count > UINT32_MAX) {
        return 2;
    }
    // The library only reads the password and the salt, as no flag asks it to wipe them.
    argon2_context context = {
        .out = digest,
        .outlen = (uint32_t)digest_count,
        .pwd = (uint8_t *)password,
        .pwdlen = (uint32_t)password_count,
        .salt = (uint8_t *)salt,
        .saltlen = (uint32_t)salt_count,
        .t_cost = passes,
        .m_cost = memory,
        .lanes = lanes,
        // Lanes decide the result, threads only the speed. A thread for each would take cores from the recorder.
        .threads = 1,
        .version = ARGON2_VERSION_13,
        .flags = ARGON2_DEFAULT_FLAGS,
    };
    switch (argon2id_ctx(&context)) {
    case ARGON2_OK:
        return 0;
    case ARGON2_MEMORY_ALLOCATION_ERROR:
        return 1;
    default:
        return 2;
    }
}
