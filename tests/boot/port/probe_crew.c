/* SPDX-License-Identifier: MIT */
#include "probe_crew.h"

pthread_t probe_loop_thread;
atomic_uint probe_event_count;
atomic_bool probe_was_elsewhere;

pthread_t probe_thread_start(void *(*run)(void *), uintptr_t argument)
{
    pthread_t thread;

    probe_require(pthread_create(&thread, NULL, run, (void *)argument) == 0,
                  "a thread starts");
    return thread;
}

void probe_thread_join(pthread_t thread)
{
    probe_require(pthread_join(thread, NULL) == 0, "the thread ends");
}

static void note_thread(void)
{
    if (!pthread_equal(pthread_self(), probe_loop_thread))
        probe_was_elsewhere = true;
}

static void note_event(uint32_t line)
{
    (void)line;
    note_thread();
    atomic_fetch_add(&probe_event_count, 1);
}

void probe_note_events(void)
{
    probe_loop_thread = pthread_self();
    probe_on_tick = note_thread;
    probe_on_line = note_event;
}

void probe_idle_until_event(unsigned wanted)
{
    const uintptr_t saved = hx_port_irq_save();

    while (probe_event_count < wanted)
        hx_port_idle();
    hx_port_irq_restore(saved);
}

void probe_delay(unsigned round)
{
    for (volatile unsigned i = 0; i < round % 512 * 4; i = i + 1) {
    }
}
