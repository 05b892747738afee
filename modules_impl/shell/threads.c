/* SPDX-License-Identifier: MIT */
/* `ps`: the threads, of whoever serves helix.threads. */
#include "commands.h"
#include "output.h"

#include "interfaces/helix_threads.h"

static const char *state_name(enum helix_thread_state state)
{
    switch (state) {
    case HELIX_THREAD_NEW:
        return "new";
    case HELIX_THREAD_READY:
        return "ready";
    case HELIX_THREAD_RUNNING:
        return "running";
    case HELIX_THREAD_WAITING:
        return "waiting";
    }
    return "?";
}

hx_status shell_show_threads(struct shell *self, const struct shell_words *words)
{
    const struct helix_threads threads = hx_primary_helix_threads();
    struct helix_thread_info thread;
    uint32_t position = 0;
    hx_status status;

    (void)words;
    if (!hxg_has_helix_threads(threads))
        return hx_fail(HX_ERR_NOT_FOUND, "nobody serves helix.threads");
    while ((status = helix_threads_list(threads, &position, &thread)) == HX_OK)
        shell_print(self, "%u %.31s %s %u %llu %.31s\n", (unsigned)thread.id,
                    thread.name, state_name(thread.state), (unsigned)thread.priority,
                    (unsigned long long)thread.ticks,
                    thread.owner[0] != '\0' ? thread.owner : "-");
    return status == HX_ERR_NOT_FOUND ? HX_OK : status;
}
