/* SPDX-License-Identifier: MIT */
/* Prints the text that fits the image of fuzz_abi.c. */
#include "../runtime/fake_loading.h"

#include <stdio.h>

int main(void)
{
    for (const char *const *line = fake_abi_lines; *line != NULL; line++)
        puts(*line);
    return 0;
}
