/* SPDX-License-Identifier: MIT */
/*
 * The commands. Each prints its result and returns HX_OK, or prints nothing of its own
 * and returns why it failed, with the detail in hx_fail(): shell.c prints the error.
 */
#pragma once

#include "words.h"

#include <helix/types.h>

struct shell;

typedef hx_status (*shell_command_fn)(struct shell *self,
                                      const struct shell_words *words);

struct shell_command {
    const char *name;
    const char *arguments; /* as shown by help */
    const char *summary;
    size_t required; /* words that must follow */
    bool takes_text; /* more text may follow */
    shell_command_fn run;
};

/* shell.c: the commands of this kernel, as help lists them: from NULL to NULL. */
const struct shell_command *shell_next_command(const struct shell_command *command);

/*
 * complete.c: answers who has asked for the rest of a word. Returns whether anybody
 * has.
 */
bool shell_complete(struct shell *self);

/* show.c: what is in the kernel */
hx_status shell_show_modules(struct shell *self, const struct shell_words *words);
hx_status shell_show_providers(struct shell *self, const struct shell_words *words);
hx_status shell_show_interfaces(struct shell *self, const struct shell_words *words);
hx_status shell_show_events(struct shell *self, const struct shell_words *words);
hx_status shell_show_health(struct shell *self, const struct shell_words *words);

/* memory.c: how much memory is left */
hx_status shell_show_memory(struct shell *self, const struct shell_words *words);

/* protect.c: what is allowed */
hx_status shell_show_security(struct shell *self, const struct shell_words *words);

/* describe.c: all about one module */
hx_status shell_describe_module(struct shell *self, const struct shell_words *words);

/* act.c: what has an effect */
hx_status shell_send_event(struct shell *self, const struct shell_words *words);
hx_status shell_send_request(struct shell *self, const struct shell_words *words);
hx_status shell_stop_module(struct shell *self, const struct shell_words *words);
hx_status shell_start_module(struct shell *self, const struct shell_words *words);
hx_status shell_load_module(struct shell *self, const struct shell_words *words);
hx_status shell_unload_module(struct shell *self, const struct shell_words *words);
hx_status shell_reload_module(struct shell *self, const struct shell_words *words);
hx_status shell_shut_down(struct shell *self, const struct shell_words *words);

/* files.c: what is in the filesystems */
hx_status shell_list_files(struct shell *self, const struct shell_words *words);
hx_status shell_print_file(struct shell *self, const struct shell_words *words);
hx_status shell_write_file(struct shell *self, const struct shell_words *words);
hx_status shell_make_folder(struct shell *self, const struct shell_words *words);
hx_status shell_remove_file(struct shell *self, const struct shell_words *words);

/* threads.c: what runs */
hx_status shell_show_threads(struct shell *self, const struct shell_words *words);

/* trace.c: what the life cycle did */
hx_status shell_show_trace(struct shell *self, const struct shell_words *words);

/* The file that a module was loaded from, or NULL for one of the image. */
const char *shell_file_of(const struct hx_module *module);

/* Prints the names of a module's flags joined by `|`, or `-`. */
void shell_print_flags(struct shell *self, uint32_t flags);
