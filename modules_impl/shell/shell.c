/* SPDX-License-Identifier: MIT */
/*
 * From a line to a command: where lines come from, which command one names, and what
 * is said when it fails. Lines are hostile input: they may hold any byte, any number
 * of words, and be of any length.
 */
#include "commands.h"
#include "output.h"

#include <helix/image.h>
#include <helix/loader.h>
#include <helix/main.h>

/* A person types fewer lines than this per tick; pasted text must not stop the loop. */
enum { LINES_PER_TICK = 8 };

/* The line by which helix.console says that nobody will type any more. */
enum { END_OF_INPUT = 0x04 };

static hx_status show_help(struct shell *self, const struct shell_words *words);

static const struct shell_command commands[] = {
    {"help", "", "this list", 0, false, show_help},
    {"list", "", "the modules: id, name, version, state, flags", 0, false,
     shell_show_modules},
    {"info", "NAME", "all about one module", 1, false, shell_describe_module},
    {"providers", "CAP", "the modules that provide a capability", 1, false,
     shell_show_providers},
    {"interfaces", "", "the interfaces and who implements them", 0, false,
     shell_show_interfaces},
    {"events", "", "the events and who listens", 0, false, shell_show_events},
    {"send", "EVENT [ARGS]", "send an event", 1, true, shell_send_event},
    {"request", "NAME TYPE [TEXT]", "ask a module", 2, true, shell_send_request},
    {"stop", "NAME", "stop a module that no other requires", 1, false,
     shell_stop_module},
    {"start", "NAME", "start a module that is stopped, or has failed", 1, false,
     shell_start_module},
    {"load", "FILE", "load a module from the boot archive", 1, false,
     shell_load_module},
    {"unload", "NAME", "unload a loaded module that no other requires", 1, false,
     shell_unload_module},
    {"reload", "NAME FILE", "replace a running module, its state kept", 2, false,
     shell_reload_module},
    {"health", "", "what the modules say of themselves, and restarts", 0, false,
     shell_show_health},
    {"trace", "", "the init, start and stop that ran: begin, duration in us", 0, false,
     shell_show_trace},
    {"ps", "", "the threads: id, name, state, priority, ticks, module", 0, false,
     shell_show_threads},
    {"mem", "", "bytes left: of the machine, then of each allocator", 0, false,
     shell_show_memory},
    {"ls", "[PATH]", "the files of a folder, or one file", 0, true, shell_list_files},
    {"cat", "PATH", "show a file", 0, true, shell_print_file},
    {"write", "PATH TEXT", "make the text all that is in a file", 1, true,
     shell_write_file},
    {"mkdir", "PATH", "make a folder", 0, true, shell_make_folder},
    {"rm", "PATH", "remove a file, or an empty folder", 0, true, shell_remove_file},
    {"security", "", "what the policy allows, and how often its rules decided", 0,
     false, shell_show_security},
    {"shutdown", "", "stop all modules and halt", 0, false, shell_shut_down},
};

/* Is it a command of this kernel? */
static bool is_there(const struct shell_command *command)
{
    const bool loads = command->run == shell_load_module ||
                       command->run == shell_unload_module ||
                       command->run == shell_reload_module;

    return !loads || hx_image.loader != NULL;
}

const struct shell_command *shell_next_command(const struct shell_command *command)
{
    const struct shell_command *next = command == NULL ? commands : command + 1;

    while (next < commands + HX_COUNT_OF(commands) && !is_there(next))
        next++;
    return next < commands + HX_COUNT_OF(commands) ? next : NULL;
}

static hx_status show_help(struct shell *self, const struct shell_words *words)
{
    const struct shell_command *command = NULL;

    (void)words;
    while ((command = shell_next_command(command)) != NULL)
        shell_print(self, "%-10s %-18s %s\n", command->name, command->arguments,
                    command->summary);
    return HX_OK;
}

static const struct shell_command *find_command(const char *name)
{
    for (size_t i = 0; i < HX_COUNT_OF(commands); i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    }
    return NULL;
}

/* Cuts self->line into words and runs it. An empty line does nothing. */
static hx_status run_line(struct shell *self)
{
    struct shell_words words = {{"", "", ""}, 0, self->line};
    const struct shell_command *command;

    shell_take_words(&words, 1);
    if (words.count == 0)
        return HX_OK;
    command = find_command(words.word[0]);
    if (command == NULL)
        return hx_fail(HX_ERR_NOT_FOUND, "no command '%s'; try 'help'", words.word[0]);
    if (!is_there(command))
        return hx_fail(HX_ERR_UNSUPPORTED,
                       "this kernel has no '%s': its profile has no loadable modules",
                       command->name);
    shell_take_words(&words, command->required);
    if (words.count <= command->required || (!command->takes_text && *words.rest != 0))
        return hx_fail(HX_ERR_INVALID, "usage: %s%s%s", command->name,
                       *command->arguments != 0 ? " " : "", command->arguments);
    return command->run(self, &words);
}

static hx_status run_bytes(struct shell *self, struct hx_bytes bytes)
{
    if (bytes.size > SHELL_LINE_MAX)
        return hx_fail(HX_ERR_NO_SPACE, "a command has at most %d bytes",
                       SHELL_LINE_MAX);
    if (bytes.size > 0)
        memcpy(self->line, bytes.data, bytes.size);
    self->line[bytes.size] = '\0';
    if (strlen(self->line) != bytes.size)
        return hx_fail(HX_ERR_INVALID, "a command holds no NUL");
    return run_line(self);
}

/* Runs a command and says why it failed, if it does. */
static hx_status run_command(struct shell *self, struct hx_bytes bytes)
{
    hx_status status = run_bytes(self, bytes);

    if (status != HX_OK)
        shell_print_failure(self, status);
    return status;
}

hx_status shell_request_run(struct shell *self, const struct hx_request *request,
                            struct hx_response *response)
{
    hx_status status;

    if (strcmp(request->source, "kernel") != 0)
        return hx_fail(HX_ERR_DENIED, "only the kernel may run commands, not '%s'",
                       request->source);
    self->boot_commands_done++;
    shell_print(self, "> ");
    shell_print_plain(self, request->payload);
    shell_print(self, "\n");
    status = run_command(self, request->payload);
    if (status != HX_OK)
        return hx_respond_error(response, hx_fail_detail(status));
    return hx_respond(response, NULL, 0);
}

/* The prompt is also what makes a typed command look as a boot command does. */
static void show_prompt(struct shell *self)
{
    if (!self->prompt_shown)
        shell_print(self, "> ");
    self->prompt_shown = true;
}

enum hx_event_response shell_on_tick(struct shell *self, const struct hx_event *event)
{
    char line[SHELL_LINE_MAX];
    size_t length;

    (void)event;
    if (!hx_image.interactive || self->boot_commands_done < hx_image.command_count)
        return HX_EVENT_IGNORED;
    for (unsigned i = 0; i < LINES_PER_TICK && !hx_shutdown_requested(); i++) {
        /* A command whose end has not come yet is not to be overtaken. */
        if (self->change_waits)
            break;
        show_prompt(self);
        if (!shell_console_read_line(self, line, sizeof(line), &length)) {
            if (!shell_complete(self))
                break;
            continue;
        }
        if (length == 1 && line[0] == END_OF_INPUT) {
            shell_print(self, "\n");
            hx_shutdown();
            break;
        }
        /* Its failure was shown; what counts is the next line. */
        (void)run_command(self, (struct hx_bytes){line, length});
        self->prompt_shown = false;
    }
    return HX_EVENT_HANDLED;
}
