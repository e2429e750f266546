#ifndef NIGHTJAR_LIBRARY_H
#define NIGHTJAR_LIBRARY_H

#include <openssl/types.h>

/// The library context that all functions of this shim share; NULL where there is no memory for one.
OSSL_LIB_CTX *nightjar_library(void);

#endif
