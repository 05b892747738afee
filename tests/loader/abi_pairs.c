/* SPDX-License-Identifier: MIT */
/*
 * Explains differences that it is told of: pairs of lines, a text of the kernel's and
 * one of the module's, which are two signatures or two definitions of a type. Answers
 * each pair with the status and the detail, on one line.
 */
#include "../../runtime/loader/abi.h"

#include <helix/status.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "hxm 1\ntarget t\nabi 1.0\nmodule m 1.0.0\n"

static const struct hx_interface interface = {
    .name = "i",
    .version = HX_VERSION(1, 0, 0),
};

/* Both have the hash 0, which no line has. */
static hx_status explain(const char *here, const char *there)
{
    const struct hx_operation_abi operation = {.name = "f", .signature = here};
    const struct hx_interface_abi told = {
        .interface = &interface,
        .operations = &operation,
        .operation_count = 1,
    };
    const struct hx_interface_abi *const interfaces[] = {&told};
    const struct hx_type_abi type = {.name = "f", .definition = here};
    const struct hx_loading loading = {
        .types = &type,
        .type_count = 1,
        .interfaces = interfaces,
        .interface_count = 1,
    };
    const bool is_type = strchr(here, '(') != here + 1;
    const char *begin = is_type ? "type f" : "interface i 1.0.0\noperation f 1.0";
    char *text = NULL;
    hx_status status;

    if (asprintf(&text, HEAD "%s 0000000000000001 %s", begin, there) < 0)
        abort();
    status = hx_abi_check(text, &loading, "t");
    free(text);
    return status;
}

int main(void)
{
    char *lines[2] = {NULL, NULL};
    size_t sizes[2] = {0, 0};

    while (getline(&lines[0], &sizes[0], stdin) > 0 &&
           getline(&lines[1], &sizes[1], stdin) > 0) {
        hx_status status;

        lines[0][strcspn(lines[0], "\n")] = '\0';
        status = explain(lines[0], lines[1]);
        printf("%s %s\n", hx_status_name(status), hx_fail_detail(status));
    }
    free(lines[0]);
    free(lines[1]);
    return 0;
}
