/* SPDX-License-Identifier: MIT */
/*
 * Texts of modules as libFuzzer damages them. What is accepted names only interfaces of
 * the image, and as many as its lines.
 */
#include "../../runtime/loader/abi.h"
#include "../runtime/fake_loading.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool good)
{
    if (!good)
        abort();
}

static bool is_known(const struct hx_abi_interface *interface)
{
    for (uint32_t i = 0; i < fake_loading.interface_count; i++) {
        const struct hx_interface *own = fake_loading.interfaces[i]->interface;

        if (strlen(own->name) == interface->name_size &&
            memcmp(own->name, interface->name, interface->name_size) == 0)
            return HX_VERSION_MAJOR(own->version) ==
                   HX_VERSION_MAJOR(interface->version);
    }
    return false;
}

static void walk(const char *text)
{
    struct hx_abi_interface interface = {0};
    size_t count = 0;

    while (hx_abi_next_interface(text, &interface)) {
        require(is_known(&interface));
        count++;
    }
    for (const char *at = text; (at = strstr(at, "\ninterface ")) != NULL; at++)
        count--;
    require(count == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    hx_status status;

    require(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    status = hx_abi_check(text, &fake_loading, FAKE_TARGET);
    require(status == HX_OK || status == HX_ERR_LOAD || status == HX_ERR_ABI);
    if (status == HX_OK)
        walk(text);
    free(text);
    return 0;
}
