// SPDX-License-Identifier: MIT

/// Commands for people: on the console, and for the profile's boot commands.
///
/// The kernel sends a boot command as the request "run". When all of them are done and
/// the profile is interactive, the shell reads lines from the console at each tick.
module shell {
    info {
        version:      1.0.0;
        description:  "Shell on the console, and for boot commands";
        author:       "Helix";
    }
    uses {
        "helix.console" 1.0 as console;
        "helix.line_editor" 1.0 as editor optional;
    }
    types {
        enum {
            SHELL_LINE_MAX = 511,
            SHELL_REPLY_SIZE = 4096,
            SHELL_LIST_MAX = 64,
        };
    }
    state {
        /// The command that is being run, cut into words in place.
        char line[SHELL_LINE_MAX + 1];
        /// Where the modules that it asks put their answers.
        char reply[SHELL_REPLY_SIZE];
        uint32_t boot_commands_done = 0;
        bool prompt_shown = false;
        /// A `stop`, `start`, `load`... that the main loop has not done yet.
        struct hx_change change;
        bool change_waits = false;
    }
    sources: "shell.c", "words.c", "output.c", "show.c", "memory.c", "protect.c",
             "describe.c", "act.c", "files.c", "threads.c", "trace.c", "complete.c";
    impl {
        init  { return HX_OK; }
        start {
            /* Nobody answers any more for what waited before the last `stop`. */
            self->change_waits = false;
            self->prompt_shown = false;
            return HX_OK;
        }
        stop  { return HX_OK; }
        on tick;

        /// Runs the command line in the payload; only for the kernel, because what a
        /// command asks of others is asked in the shell's name.
        request "run";
    }
}
