/* SPDX-License-Identifier: MIT */
#include "fake_image.h"
#include "fake_port.h"

#include <helix/boot.h>
#include <helix/lifecycle.h>
#include <helix/trace.h>

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(trace, .init = fake_image_init);

static const struct hx_module *const alpha = &fake_modules[ALPHA];
static const struct hx_module *const beta = &fake_modules[BETA];

static uint64_t hook_ns;

static void take_time(void)
{
    fake_time_ns += hook_ns;
}

static unsigned count_records(void)
{
    unsigned count = 0;

    for (const struct hx_trace_record *record = NULL;
         (record = hx_trace_next(record)) != NULL;)
        count++;
    return count;
}

static void must_be(const struct hx_trace_record *record, enum hx_trace_phase phase,
                    const char *name, uint64_t begin_ns, uint64_t duration_ns)
{
    cr_assert_not_null(record);
    cr_assert_eq(record->phase, phase);
    cr_assert_str_eq(record->name, name);
    cr_assert_eq(record->begin_ns, begin_ns);
    cr_assert_eq(record->duration_ns, duration_ns);
}

Test(trace, nothing_has_run)
{
    cr_assert_null(hx_trace_next(NULL));
    cr_assert_eq(hx_trace_lost_count(), 0);
}

Test(trace, a_whole_life)
{
    const struct hx_trace_record *record;

    fake_time_ns = 1000;
    hook_ns = 30;
    fake_scripts[BETA].in_init = take_time;
    fake_scripts[BETA].in_stop = take_time;
    fake_scripts[BETA].stop = HX_ERR_TIMEOUT;
    fake_infos[BETA].version = HX_VERSION(1, 2, 3);
    fake_controls[BETA].id = BETA;
    cr_assert_eq(hx_lifecycle_init(beta), HX_OK);
    fake_time_ns += 500;
    cr_assert_eq(hx_lifecycle_start(beta), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(beta), HX_ERR_TIMEOUT);

    record = hx_trace_next(NULL);
    must_be(record, HX_TRACE_INIT, "beta", 1000, 30);
    cr_assert_eq(record->version, HX_VERSION(1, 2, 3));
    cr_assert_eq(record->module_id, BETA);
    cr_assert_eq(record->status, HX_OK);
    record = hx_trace_next(record);
    must_be(record, HX_TRACE_START, "beta", 1530, 0);
    record = hx_trace_next(record);
    must_be(record, HX_TRACE_STOP, "beta", 1530, 30);
    cr_assert_eq(record->status, HX_ERR_TIMEOUT);
    cr_assert_null(hx_trace_next(record));
}

Test(trace, what_is_refused_has_not_run)
{
    cr_assert_eq(hx_lifecycle_start(beta), HX_ERR_WRONG_STATE);
    cr_assert_null(hx_trace_next(NULL));
}

Test(trace, a_boot_in_order_between_its_marks)
{
    const struct hx_trace_record *record = NULL;
    uint64_t end_ns;

    fake_time_ns = 77;
    fake_time_step_ns = 1;
    fake_boot();
    end_ns = hx_trace.boot_ns;
    cr_assert_eq(end_ns, 78);
    for (unsigned i = 0; i < 2 * FAKE_MODULE_COUNT; i++) {
        record = hx_trace_next(record);
        cr_assert_not_null(record);
        cr_assert_eq(record->phase,
                     i < FAKE_MODULE_COUNT ? HX_TRACE_INIT : HX_TRACE_START);
        cr_assert_eq(record->module_id, i % FAKE_MODULE_COUNT);
        cr_assert_str_eq(record->name, fake_infos[i % FAKE_MODULE_COUNT].name);
        cr_assert_gt(record->begin_ns, end_ns);
        end_ns = record->begin_ns + record->duration_ns;
    }
    cr_assert_null(hx_trace_next(record));
    cr_assert_gt(hx_trace.ready_ns, end_ns);
}

Test(trace, a_module_that_is_skipped_has_no_record)
{
    fake_require(BETA, ALPHA);
    fake_scripts[ALPHA].init = HX_ERR_INIT;
    fake_boot();
    must_be(hx_trace_next(NULL), HX_TRACE_INIT, "alpha", 0, 0);
    cr_assert_eq(hx_trace_next(NULL)->status, HX_ERR_INIT);
    /* Neither alpha's `start`, nor anything of beta. */
    cr_assert_eq(count_records(), 2 * FAKE_MODULE_COUNT - 3);
}

static const struct hx_trace_record *seen_in_hook;

static void look(void)
{
    seen_in_hook = hx_trace_next(NULL);
    cr_assert_eq(seen_in_hook->duration_ns, HX_TRACE_UNFINISHED);
    cr_assert_null(hx_trace_next(seen_in_hook));
}

Test(trace, a_hook_that_runs_is_unfinished)
{
    fake_scripts[BETA].in_init = look;
    cr_assert_eq(hx_lifecycle_init(beta), HX_OK);
    cr_assert_eq(seen_in_hook, hx_trace_next(NULL));
    cr_assert_eq(seen_in_hook->duration_ns, 0);
}

Test(trace, a_name_is_cut_and_outlives_its_module)
{
    char longest[HX_TRACE_NAME_SIZE] = "abcdefghijklmnopqrstuvwxyz";
    char longer[] = "abcdefghijklmnopqrstuvwxyz0123456789";

    fake_infos[ALPHA].name = longest;
    fake_infos[BETA].name = longer;
    cr_assert_eq(hx_lifecycle_init(alpha), HX_OK);
    cr_assert_eq(hx_lifecycle_init(beta), HX_OK);
    memset(longest, '?', sizeof(longest) - 1);
    memset(longer, '?', sizeof(longer) - 1);
    must_be(hx_trace_next(NULL), HX_TRACE_INIT, "abcdefghijklmnopqrstuvwxyz", 0, 0);
    must_be(hx_trace_next(hx_trace_next(NULL)), HX_TRACE_INIT,
            "abcdefghijklmnopqrstuvwxyz", 0, 0);
}

/* How long each of `count` hooks takes: all different, in an order that was drawn. */
static uint64_t *draw_durations(unsigned count)
{
    uint64_t *durations = malloc(count * sizeof(*durations));

    cr_assert_not_null(durations);
    for (unsigned i = 0; i < count; i++)
        durations[i] = 10 + i;
    for (unsigned i = count; i > 1; i--) {
        const unsigned other = (unsigned)rand() % i;
        const uint64_t kept = durations[other];

        durations[other] = durations[i - 1];
        durations[i - 1] = kept;
    }
    return durations;
}

/* How many of the first `limit` take longer than `duration`? */
static unsigned count_longer(const uint64_t *durations, unsigned limit,
                             uint64_t duration)
{
    unsigned count = 0;

    for (unsigned i = 0; i < limit; i++)
        count += durations[i] > duration;
    return count;
}

static void run_hooks(const uint64_t *durations, unsigned count)
{
    fake_scripts[BETA].in_start = take_time;
    fake_scripts[BETA].in_stop = take_time;
    fake_controls[BETA].state = HX_STATE_LOADED;
    for (unsigned i = 0; i < count; i++) {
        hook_ns = durations[i];
        if (i % 2 == 0)
            cr_assert_eq(hx_lifecycle_start(beta), HX_OK);
        else
            cr_assert_eq(hx_lifecycle_stop(beta), HX_OK);
    }
}

/* The last ones are there, and the slowest of all others, in order. */
static void check_what_is_left(const uint64_t *durations, unsigned count)
{
    const unsigned dropped = count > HX_TRACE_RECORDS ? count - HX_TRACE_RECORDS : 0;
    const struct hx_trace_record *record = NULL;
    unsigned left = 0;

    for (unsigned i = 0; i < count; i++) {
        if (i < dropped &&
            count_longer(durations, dropped, durations[i]) >= HX_TRACE_KEPT)
            continue;
        record = hx_trace_next(record);
        cr_assert_not_null(record, "%u of %u", i, count);
        cr_assert_eq(record->number, i);
        cr_assert_eq(record->duration_ns, durations[i]);
        cr_assert_eq(record->phase, i % 2 == 0 ? HX_TRACE_START : HX_TRACE_STOP);
        left++;
    }
    cr_assert_null(hx_trace_next(record));
    cr_assert_eq(hx_trace_lost_count(), count - left);
}

static void run_and_check(unsigned count)
{
    uint64_t *durations = draw_durations(count);

    memset(&hx_trace, 0, sizeof(hx_trace));
    run_hooks(durations, count);
    check_what_is_left(durations, count);
    free(durations);
}

Test(trace, of_any_number_the_last_and_the_slowest_are_left)
{
    static const unsigned counts[] = {
        1,
        HX_TRACE_RECORDS - 1,
        HX_TRACE_RECORDS,
        HX_TRACE_RECORDS + 1,
        HX_TRACE_RECORDS + HX_TRACE_KEPT,
        HX_TRACE_RECORDS + HX_TRACE_KEPT + 1,
        2 * HX_TRACE_RECORDS,
        20000, /* of 10,000 modules */
    };

    srand(1);
    for (unsigned i = 0; i < HX_COUNT_OF(counts); i++)
        run_and_check(counts[i]);
    for (unsigned i = 0; i < 50; i++)
        run_and_check((unsigned)rand() % (4 * HX_TRACE_RECORDS));
}

static void run_many_others(void)
{
    cr_assert_eq(hx_lifecycle_init(alpha), HX_OK);
    for (unsigned i = 0; i < HX_TRACE_RECORDS; i++) {
        cr_assert_eq(hx_lifecycle_start(alpha), HX_OK);
        cr_assert_eq(hx_lifecycle_stop(alpha), HX_OK);
    }
}

Test(trace, the_end_of_a_hook_whose_record_was_dropped_is_not_noted)
{
    fake_scripts[BETA].in_init = run_many_others;
    cr_assert_eq(hx_lifecycle_init(beta), HX_OK);
    for (const struct hx_trace_record *record = NULL;
         (record = hx_trace_next(record)) != NULL;)
        must_be(record, (enum hx_trace_phase)record->phase, "alpha", 0, 0);
    /* Beta's was not kept: nobody knows how long it took. */
    cr_assert_eq(hx_trace.count, 2 * HX_TRACE_RECORDS + 2);
    cr_assert_eq(count_records(), HX_TRACE_RECORDS + HX_TRACE_KEPT);
    cr_assert_eq(hx_trace_lost_count(), HX_TRACE_RECORDS + 2 - HX_TRACE_KEPT);
}

Test(trace, phases_have_names)
{
    cr_assert_str_eq(hx_trace_phase_name(HX_TRACE_INIT), "init");
    cr_assert_str_eq(hx_trace_phase_name(HX_TRACE_START), "start");
    cr_assert_str_eq(hx_trace_phase_name(HX_TRACE_STOP), "stop");
    cr_assert_str_eq(hx_trace_phase_name((enum hx_trace_phase)3), "?");
}
