/* SPDX-License-Identifier: MIT */
#include "remote_threads.h"
#include "fake_image.h"
#include "fake_port.h"

#include <helix/loop.h>

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned threads_left;

void fail(const char *what, unsigned thread, hx_status status)
{
    fprintf(stderr, "thread %u: %s: %s: %s\n", thread, what, hx_status_name(status),
            hx_fail_detail(status));
    abort();
}

void *borrow(size_t size)
{
    void *memory = calloc(1, size);

    if (memory == NULL)
        abort();
    return memory;
}

static const struct phase *phase;

static void *run_thread(void *argument)
{
    fake_cpu = *(const uint32_t *)argument;
    phase->run(fake_cpu);
    __atomic_fetch_sub(&threads_left, 1, __ATOMIC_RELEASE);
    return NULL;
}

static void step_loop(void)
{
    while (__atomic_load_n(&threads_left, __ATOMIC_ACQUIRE) > 0) {
        if (!hx_loop_step())
            sched_yield();
        if (phase->between != NULL)
            phase->between();
        fake_console_clear();
        fake_journal();
    }
}

static void run_phase(const struct phase *next)
{
    pthread_t threads[THREAD_COUNT];
    uint32_t cpus[THREAD_COUNT];

    phase = next;
    printf("%s\n", phase->name);
    fake_time_step_ns = phase->time_step_ns;
    if (phase->begin != NULL)
        phase->begin();
    threads_left = THREAD_COUNT;
    for (uint32_t i = 0; i < THREAD_COUNT; i++) {
        cpus[i] = i + 1;
        if (pthread_create(&threads[i], NULL, run_thread, &cpus[i]) != 0)
            abort();
    }
    if (!phase->without_loop)
        step_loop();
    for (uint32_t i = 0; i < THREAD_COUNT; i++)
        pthread_join(threads[i], NULL);
    phase->check();
}

int main(void)
{
    fake_image_init();
    fake_subscribe_name(BETA, NET_UP);
    fake_boot();
    for (size_t i = 0; i < asking_phase_count; i++)
        run_phase(&asking_phases[i]);
    for (size_t i = 0; i < taking_phase_count; i++)
        run_phase(&taking_phases[i]);
    for (size_t i = 0; i < pressure_phase_count; i++)
        run_phase(&pressure_phases[i]);
    return 0;
}
