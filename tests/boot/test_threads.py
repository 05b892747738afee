# SPDX-License-Identifier: MIT
"""Threads of a module on target host, beside the main loop of a whole image."""

from __future__ import annotations

from collections import Counter

from tests.workspace import Workspace

THREADS = 8
POSTS_EACH = 100

SPEC = """
module crew {
    info { publishes: "crew.hello"; }
    state { uint32_t received = 0; }
    sources: "crew.c";
    impl {
        init { return HX_OK; }
        start;
        stop;
        on "crew.hello";
    }
}
"""

SOURCE = """
#include <helix/main.h>
#include <helix/port.h>

#include <pthread.h>
#include <stdatomic.h>

static pthread_t threads[THREADS];
static atomic_uint numbers;

static void *run(void *unused)
{
    const struct hx_event hello = {
        .kind = HX_EVENT_CUSTOM, .custom = {.name = "crew.hello"}};
    const unsigned number = hx_port_cpu_id();

    (void)unused;
    atomic_fetch_or(&numbers, 1u << number);
    for (unsigned i = 0; i < POSTS_EACH; i++) {
        hx_log_info("%u posts %u", number, i);
        while (hx_event_post(&hello) != HX_OK)
            hx_port_pause();
        hx_port_wake();
    }
    return NULL;
}

hx_status crew_start(struct crew *self)
{
    (void)self;
    for (unsigned i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, run, NULL) != 0)
            return hx_fail(HX_ERR_NO_SPACE, "no thread");
    return HX_OK;
}

hx_status crew_stop(struct crew *self)
{
    for (unsigned i = 0; i < THREADS; i++)
        (void)pthread_join(threads[i], NULL);
    hx_log_info("received %u from 0x%x", (unsigned)self->received, numbers);
    return HX_OK;
}

enum hx_event_response crew_on_crew_hello(struct crew *self,
                                          const struct hx_event *event)
{
    (void)event;
    if (++self->received == THREADS * POSTS_EACH)
        hx_shutdown();
    return HX_EVENT_HANDLED;
}
"""


def _sanitize(workspace: Workspace) -> None:
    """Let the thread sanitizer watch every object of the image."""
    graph = workspace.build / "build.ninja"
    text = graph.read_text()
    for command in ("compile_host = gcc", "link_host = gcc"):
        assert text.count(command) == 1, text
        text = text.replace(command, f"{command} -fsanitize=thread")
    graph.write_text(text)


def test_threads_log_and_post_without_a_race(workspace: Workspace) -> None:
    defines = f"#define THREADS {THREADS}\n#define POSTS_EACH {POSTS_EACH}\n"
    workspace.write("mods/crew.mod", SPEC)
    workspace.write("mods/crew.c", defines + SOURCE)
    workspace.write_profile(["crew"], more="[boot]\nrun_ms = 30000\n")
    workspace.configure().expect(0)
    _sanitize(workspace)
    workspace.ninja().expect(0)

    done = workspace.boot().expect(0)
    wanted = f"[info] received {THREADS * POSTS_EACH} from 0x1fe"
    assert wanted in done.lines, done.story()
    posts = Counter(line for line in done.lines if " posts " in line)
    assert posts == Counter(
        f"[info] {number + 1} posts {post}"
        for number in range(THREADS)
        for post in range(POSTS_EACH)
    ), done.story()
