/* SPDX-License-Identifier: MIT */
/* What the policy of the kernel allows, as it says itself. */
#include "commands.h"
#include "output.h"

#include <helix/image.h>

/* Asks the policy, which may forbid that; the answer is in self->reply. */
static hx_status ask(struct shell *self, const char *policy, const char *type,
                     struct hx_bytes *answer)
{
    const struct hx_request request = {.type = type};
    struct hx_response response = {
        .payload = {.data = self->reply, .capacity = sizeof(self->reply)},
    };
    hx_status status = hx_request_service(self->context, policy, &request, &response);

    if (status != HX_OK)
        return status;
    if (!response.success)
        return hx_fail(HX_ERR_UNSUPPORTED, "'%s' does not tell its %s: %s", policy,
                       type, response.error);
    *answer = (struct hx_bytes){response.payload.data, response.payload.size};
    return HX_OK;
}

/* Lines as lines; any other control byte is shown as one. */
static void print_lines(struct shell *self, struct hx_bytes text)
{
    const char *at = text.data;
    const char *const end = at + text.size;

    while (at < end) {
        const char *stop = at;

        while (stop < end && *stop != '\n')
            stop++;
        shell_print_plain(self, (struct hx_bytes){at, (size_t)(stop - at)});
        shell_print(self, "\n");
        at = stop + 1;
    }
}

hx_status shell_show_security(struct shell *self, const struct shell_words *words)
{
    const struct hx_module *policy = hx_interface_primary("helix.security");
    struct hx_bytes answer;
    hx_status status;

    (void)words;
    if (hx_image.security == NULL) {
        shell_print(self, "no policy, everything is allowed\n");
        return HX_OK;
    }
    if (policy == NULL || hx_module_state_of(policy) != HX_STATE_RUNNING) {
        shell_print(self, "no policy is Running, nothing is allowed\n");
        return HX_OK;
    }
    status = ask(self, policy->info->name, "rules", &answer);
    if (status != HX_OK)
        return status;
    print_lines(self, answer);
    status = ask(self, policy->info->name, "stats", &answer);
    if (status != HX_OK)
        return status;
    print_lines(self, answer);
    return HX_OK;
}
