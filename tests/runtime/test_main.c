/* SPDX-License-Identifier: MIT */
#include "fake_image.h"
#include "fake_port.h"

#include <helix/event.h>
#include <helix/main.h>
#include <helix/request.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(main, .init = fake_image_init);

static int run(void)
{
    return fake_machine_run(hx_main);
}

static const char *commands[] = {"list", "info beta", "shutdown", "never"};

static void use_commands(uint32_t count)
{
    fake_image.commands = commands;
    fake_image.command_count = count;
}

/* A shell as the real one: prints the command, and knows one. */
static hx_status shell(const struct hx_request *request, struct hx_response *response)
{
    char command[32];

    cr_assert(hx_request_is(request, "run"));
    cr_assert_str_eq(request->source, "kernel");
    snprintf(command, sizeof(command), "%.*s", (int)request->payload.size,
             (const char *)request->payload.data);
    fake_note("run", command);
    if (strcmp(command, "shutdown") == 0)
        hx_shutdown();
    return hx_respond(response, NULL, 0);
}

Test(main, the_boot_story)
{
    use_commands(1);
    fake_scripts[SHELL].request = shell;
    fake_subscribe(ALPHA, HX_EVENT_SHUTDOWN);
    fake_subscribe(BETA, HX_EVENT_SHUTDOWN);
    cr_assert_eq(run(), 0);
    cr_assert_str_eq(fake_console(), "helix: boot profile=test target=fake modules=6\n"
                                     "helix: security: no policy, everything is "
                                     "allowed\n"
                                     "helix: init alpha 1.0.0 ok\n"
                                     "helix: init beta 1.2.3 ok\n"
                                     "helix: init gamma 2.0.0 ok\n"
                                     "helix: init delta 0.1.0 ok\n"
                                     "helix: init epsilon 3.1.4 ok\n"
                                     "helix: init shell 1.0.0 ok\n"
                                     "helix: start alpha 1.0.0 ok\n"
                                     "helix: start beta 1.2.3 ok\n"
                                     "helix: start gamma 2.0.0 ok\n"
                                     "helix: start delta 0.1.0 ok\n"
                                     "helix: start epsilon 3.1.4 ok\n"
                                     "helix: start shell 1.0.0 ok\n"
                                     "helix: ready modules=6 failed=0\n"
                                     "helix: stop shell 1.0.0 ok\n"
                                     "helix: stop epsilon 3.1.4 ok\n"
                                     "helix: stop delta 0.1.0 ok\n"
                                     "helix: stop gamma 2.0.0 ok\n"
                                     "helix: stop beta 1.2.3 ok\n"
                                     "helix: stop alpha 1.0.0 ok\n"
                                     "helix: halt status=0\n");
    cr_assert(strstr(fake_journal(), "start shell, request shell, run list, "
                                     "event beta, event alpha, stop shell") != NULL);
    cr_assert_eq(fake_tick_ms, 10);
}

Test(main, a_failed_module_is_told_by_the_exit_status)
{
    fake_require(GAMMA, BETA);
    fake_scripts[BETA].init = HX_ERR_INIT;
    cr_assert_eq(run(), 1);
    cr_assert_eq(fake_console_lines("helix: ready modules=6 failed=2"), 1);
    cr_assert_eq(fake_console_lines("helix: halt status=1"), 1);
}

Test(main, a_failed_stop_is_told_by_the_exit_status)
{
    fake_scripts[BETA].stop = HX_ERR_BUSY;
    cr_assert_eq(run(), 1);
    cr_assert_eq(fake_console_lines("helix: ready modules=6 failed=0"), 1);
    cr_assert_eq(fake_console_lines("helix: halt status=1"), 1);
}

Test(main, a_panic_is_the_last_line)
{
    fake_infos[BETA].flags = HX_FLAG_ESSENTIAL;
    fake_scripts[BETA].init = HX_ERR_INIT;
    cr_assert_eq(run(), 2);
    cr_assert(strstr(fake_console(), "halt") == NULL);
    cr_assert(strstr(fake_console(), "ready") == NULL);
}

Test(main, a_damaged_section_is_a_panic_that_says_what)
{
    fake_infos[GAMMA].name = "stranger";
    cr_assert_eq(run(), 2);
    cr_assert_eq(fake_console_lines("helix: panic module section: entry 2 is "
                                    "'stranger', which the image lacks"),
                 1);
    cr_assert_str_eq(fake_journal(), "", "no module ran");
}

Test(main, the_loop_runs_as_long_as_the_profile_says)
{
    fake_image.run_ms = 50;
    fake_subscribe(ALPHA, HX_EVENT_TICK);
    use_commands(1);
    fake_scripts[SHELL].request = shell;
    cr_assert_eq(run(), 0);
    cr_assert_eq(fake_idle_count, 5);
    cr_assert(strstr(fake_journal(),
                     "start shell, event alpha, event alpha, event alpha, event alpha, "
                     "event alpha, request shell, run list, stop shell") != NULL);
}

Test(main, a_tick_longer_than_the_time_to_run_is_not_slept_through)
{
    fake_image.run_ms = 60;
    fake_image.tick_ms = 100000;
    fake_time_step_ns = 1000000;
    cr_assert_eq(run(), 0);
    cr_assert_eq(fake_idle_count, 0);
    cr_assert(fake_time_ns >= 60000000 && fake_time_ns < 100000000);
}

Test(main, without_time_to_run_the_commands_run_at_once)
{
    use_commands(2);
    fake_scripts[SHELL].request = shell;
    cr_assert_eq(run(), 0);
    cr_assert_eq(fake_idle_count, 0);
    cr_assert(strstr(fake_journal(), "run list, request shell, run info beta, stop") !=
              NULL);
}

Test(main, shutdown_ends_the_commands)
{
    use_commands(4);
    fake_image.interactive = true;
    fake_scripts[SHELL].request = shell;
    cr_assert_eq(run(), 0);
    cr_assert(strstr(fake_journal(), "run shutdown, stop shell") != NULL);
    cr_assert(hx_shutdown_requested());
}

static enum hx_event_response shut_down_after_three(const struct hx_event *event)
{
    static unsigned count;

    (void)event;
    if (++count == 3)
        hx_shutdown();
    return HX_EVENT_HANDLED;
}

Test(main, interactive_runs_on_until_shutdown)
{
    fake_image.interactive = true;
    fake_subscribe(SHELL, HX_EVENT_TICK);
    fake_scripts[SHELL].event = shut_down_after_three;
    cr_assert_eq(run(), 0);
    cr_assert_eq(fake_idle_count, 3);
    cr_assert_eq(fake_irq_depth, 0);
}

Test(main, shutdown_in_init_ends_before_the_loop)
{
    fake_image.interactive = true;
    fake_image.run_ms = 1000;
    use_commands(1);
    fake_scripts[BETA].in_init = hx_shutdown;
    cr_assert_eq(run(), 0);
    cr_assert_eq(fake_idle_count, 0);
    cr_assert(strstr(fake_journal(), "start shell, stop shell") != NULL);
}

Test(main, a_command_without_a_shell_is_an_error_in_the_log_only)
{
    use_commands(1);
    fake_scripts[SHELL].init = HX_OK;
    fake_infos[SHELL].name = "shell";
    fake_ops[SHELL].handle_request = NULL;
    fake_scripts[SHELL].start = HX_ERR_INIT;
    cr_assert_eq(run(), 1, "because of the shell, not of the command");
    cr_assert_eq(fake_console_lines("[error] boot command 'list': HX_ERR_NOT_RUNNING: "
                                    "request 'run' to 'shell': 'shell' is Error"),
                 1);
}

static hx_status failing_shell(const struct hx_request *request,
                               struct hx_response *response)
{
    (void)request;
    (void)response;
    return hx_fail(HX_ERR_INTERNAL, "out of order");
}

Test(main, a_failed_command_does_not_change_the_exit_status)
{
    use_commands(2);
    fake_scripts[SHELL].request = failing_shell;
    cr_assert_eq(run(), 0);
    cr_assert_eq(fake_console_lines("[error] boot command 'info beta': "
                                    "HX_ERR_INTERNAL: out of order"),
                 1);
}

static void panic(void)
{
    hx_panic("%s at %d", "fault", 7);
}

Test(main, panic_says_what_and_halts)
{
    cr_assert_eq(fake_machine_run(panic), 2);
    cr_assert_str_eq(fake_console(), "helix: panic fault at 7\n");
    cr_assert_eq(fake_irq_depth, 1, "no interrupt comes after a panic");
    cr_assert_eq(fake_machine_run(panic), 2);
    cr_assert_str_eq(fake_console(), "helix: panic fault at 7\n", "one is enough");
}

Test(main, an_interrupt_before_the_sleep_is_not_slept_through)
{
    fake_image.interactive = true;
    fake_late_interrupt = hx_shutdown;
    cr_assert_eq(run(), 0);
    cr_assert_eq(fake_idle_count, 0);
}

static void post_net_up(void)
{
    struct hx_event event = {.kind = HX_EVENT_CUSTOM};

    event.custom.name = "net.up";
    cr_assert_eq(hx_event_post(&event), HX_OK);
}

static enum hx_event_response shut_down(const struct hx_event *event)
{
    (void)event;
    hx_shutdown();
    return HX_EVENT_HANDLED;
}

Test(main, an_event_posted_before_the_sleep_is_not_slept_through)
{
    fake_image.interactive = true;
    fake_late_interrupt = post_net_up;
    fake_subscribe_name(BETA, NET_UP);
    fake_scripts[BETA].event = shut_down;
    cr_assert_eq(run(), 0);
    cr_assert_eq(fake_idle_count, 0);
}

static hx_status posting_shell(const struct hx_request *request,
                               struct hx_response *response)
{
    (void)request;
    (void)response;
    post_net_up();
    return HX_OK;
}

Test(main, what_a_command_posts_comes_before_the_next_command)
{
    use_commands(2);
    fake_scripts[SHELL].request = posting_shell;
    fake_subscribe_name(BETA, NET_UP);
    cr_assert_eq(run(), 0);
    cr_assert(strstr(fake_journal(), "start shell, request shell, event beta, "
                                     "request shell, event beta, stop shell") != NULL);
}
