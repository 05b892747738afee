/* SPDX-License-Identifier: MIT */
/* Objects as libFuzzer damages them, for the oracle of the loader. */
#include "../loader/oracle.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oracle_try(data, size);
    return 0;
}
