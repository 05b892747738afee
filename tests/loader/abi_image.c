/* SPDX-License-Identifier: MIT */
/*
 * Holds the text in a file against the tables of an image, which are linked to this.
 *
 *     abi_image TARGET FILE
 */
#include "../../runtime/loader/abi.h"

#include <helix/status.h>

#include <stdio.h>
#include <stdlib.h>

int main(int count, char **words)
{
    FILE *file = count == 3 ? fopen(words[2], "rb") : NULL;
    struct hx_abi_interface interface = {0};
    char *text = NULL;
    size_t size = 0;
    hx_status status;

    if (file == NULL || getdelim(&text, &size, '\0', file) < 0)
        return 2;
    (void)fclose(file);
    status = hx_abi_check(text, &hx_image_loading, words[1]);
    printf("%s %s\n", hx_status_name(status), hx_fail_detail(status));
    while (status == HX_OK && hx_abi_next_interface(text, &interface))
        printf("%.*s %u.%u\n", (int)interface.name_size, interface.name,
               HX_VERSION_MAJOR(interface.version),
               HX_VERSION_MINOR(interface.version));
    free(text);
    return 0;
}
