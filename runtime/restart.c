/* SPDX-License-Identifier: MIT */
#include "restart.h"
#include "internal.h"
#include "step.h"

#include <helix/log.h>
#include <helix/port.h>
#include <helix/registry.h>

#define NS_PER_MS UINT64_C(1000000)

/* The earliest due_ns of all modules that wait. */
static uint64_t next_due_ns = UINT64_MAX;

/* Marks who lacks something without `module` and those who are marked already. */
static bool mark_more(const struct hx_module *module)
{
    bool found = false;

    for (const struct hx_module *m = hx_registry_next(NULL); m != NULL;
         m = hx_registry_next(m)) {
        if (m == module || m->control->stopped_along ||
            hx_module_state_of(m) != HX_STATE_RUNNING ||
            !hx_dependency_stops_along(m, module))
            continue;
        m->control->stopped_along = true;
        found = true;
    }
    return found;
}

/*
 * Most stand behind what they require, so one pass finds those of those too; what was
 * registered since boot may stand behind its users.
 */
static void mark_dependents(const struct hx_module *module)
{
    while (mark_more(module))
        ;
}

/* The marked one that is Running and that no Running one requires. */
static const struct hx_module *find_last_marked(void)
{
    const struct hx_module *found = NULL;

    for (const struct hx_module *m = hx_registry_next(NULL); m != NULL;
         m = hx_registry_next(m))
        if (m->control->stopped_along && hx_module_state_of(m) == HX_STATE_RUNNING)
            found = m;
    return found != NULL ? hx_dependency_last_user(found) : NULL;
}

static uint32_t places_of(const struct hx_restart *policy)
{
    return policy->max < HX_RESTART_TIMES_MAX ? policy->max : HX_RESTART_TIMES_MAX;
}

/* Drops the attempts that are no longer in the window. */
static void forget_old(const struct hx_restart *policy, uint64_t now_ns)
{
    struct hx_restart_record *record = policy->record;
    uint64_t window_ns = policy->window_ms * NS_PER_MS;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < record->count; i++)
        if (now_ns - policy->times_ns[i] < window_ns)
            policy->times_ns[kept++] = policy->times_ns[i];
    record->count = kept;
}

static void give_up(const struct hx_module *module)
{
    const struct hx_restart *policy = module->restart;

    hx_step_note_failure();
    if (policy == NULL)
        hx_log_line("helix: gave up " HX_MODULE_FORMAT ": no restart policy",
                    HX_MODULE_ARGUMENTS(module));
    else
        hx_log_line("helix: gave up " HX_MODULE_FORMAT ": %u restarts within %u ms",
                    HX_MODULE_ARGUMENTS(module), (unsigned)policy->record->count,
                    (unsigned)policy->window_ms);
}

/* The first after `backoff_ms`, or a moment; each further one after twice the time. */
static uint64_t delay_of(const struct hx_restart *policy)
{
    uint64_t first_ms = policy->backoff_ms > 0 ? policy->backoff_ms : 1;

    return first_ms << policy->record->count;
}

static void schedule(const struct hx_module *module)
{
    const struct hx_restart *policy = module->restart;
    uint64_t now_ns = hx_port_time_ns();
    struct hx_restart_record *record;
    uint64_t delay_ms;

    if (policy != NULL)
        forget_old(policy, now_ns);
    if (policy == NULL || policy->record->count >= places_of(policy)) {
        give_up(module);
        return;
    }
    record = policy->record;
    delay_ms = delay_of(policy);
    record->waiting = true;
    record->due_ns = now_ns + delay_ms * NS_PER_MS;
    if (record->due_ns < next_due_ns)
        next_due_ns = record->due_ns;
    hx_log_line("helix: restart " HX_MODULE_FORMAT " in %llu ms, %u of %u",
                HX_MODULE_ARGUMENTS(module), (unsigned long long)delay_ms,
                (unsigned)record->count + 1, (unsigned)policy->max);
}

static void stop_marked(void)
{
    const struct hx_module *other;

    while ((other = find_last_marked()) != NULL) {
        hx_status status = hx_step_stop(other);

        if (status != HX_OK && hx_step_is_essential(other))
            hx_step_panic(other, "stop", status, hx_fail_detail(status));
        if (hx_module_state_of(other) == HX_STATE_STOPPED)
            continue;
        /* It is not stopped along: it has failed itself. */
        other->control->stopped_along = false;
        if (hx_module_state_of(other) == HX_STATE_ERROR)
            schedule(other);
    }
}

/* Will it be started again as soon as what it requires is there? */
static bool is_waiting(const struct hx_module *module)
{
    return module->control->stopped_along ||
           (module->restart != NULL && module->restart->record->waiting &&
            hx_module_state_of(module) == HX_STATE_ERROR);
}

/* Marks who waits for nothing but those who are marked already. */
static bool mark_more_hopeful(void)
{
    bool found = false;

    for (const struct hx_module *m = hx_registry_next(NULL); m != NULL;
         m = hx_registry_next(m)) {
        if (m->control->hopeful || !is_waiting(m) || hx_dependency_is_hopeless(m))
            continue;
        m->control->hopeful = true;
        found = true;
    }
    return found;
}

static void mark_hopeful(void)
{
    for (const struct hx_module *m = hx_registry_next(NULL); m != NULL;
         m = hx_registry_next(m))
        m->control->hopeful = hx_module_state_of(m) == HX_STATE_RUNNING;
    while (mark_more_hopeful())
        ;
}

static bool is_essential_waiting(const struct hx_module *module)
{
    return module->control->stopped_along && hx_step_is_essential(module);
}

/*
 * An essential module that was stopped along, while nobody waits any more who could
 * bring back what it requires: at boot it would be skipped, and that is a panic too.
 */
static void check_essential(void)
{
    const struct hx_module *m = hx_registry_next(NULL);

    while (m != NULL && !is_essential_waiting(m))
        m = hx_registry_next(m);
    if (m == NULL)
        return;
    mark_hopeful();
    for (; m != NULL; m = hx_registry_next(m)) {
        const char *missing;

        if (!is_essential_waiting(m) || m->control->hopeful)
            continue;
        missing = hx_dependency_unmet(m, true);
        if (missing != NULL)
            hx_step_panic(
                m, "health", HX_ERR_DEPENDENCY,
                hx_fail_detail(hx_fail(HX_ERR_DEPENDENCY, "needs %s", missing)));
    }
}

void hx_restart_failed(const struct hx_module *module, hx_status why)
{
    mark_dependents(module);
    stop_marked();
    /* What its `stop` says is in the log, and it is restarted in any case. */
    hx_step_stop_failed(module, why);
    schedule(module);
    check_essential();
}

void hx_restart_start_along(void)
{
    for (const struct hx_module *m = hx_registry_next(NULL); m != NULL;
         m = hx_registry_next(m)) {
        if (!m->control->stopped_along || hx_module_state_of(m) != HX_STATE_STOPPED ||
            hx_dependency_unmet(m, true) != NULL)
            continue;
        if (hx_step_start(m) != HX_OK)
            schedule(m);
    }
    check_essential();
}

static void attempt(const struct hx_module *module, uint64_t now_ns)
{
    const struct hx_restart *policy = module->restart;
    hx_status status;

    policy->record->waiting = false;
    policy->times_ns[policy->record->count++] = now_ns;
    status = hx_step_init(module);
    if (status == HX_OK)
        status = hx_step_start(module);
    if (status != HX_OK)
        schedule(module);
}

/* It may be on its way out meanwhile; and what it requires may be down itself. */
static bool is_due(const struct hx_module *module, uint64_t now_ns)
{
    struct hx_restart_record *record;

    if (module->restart == NULL || !module->restart->record->waiting)
        return false;
    record = module->restart->record;
    if (hx_module_state_of(module) != HX_STATE_ERROR) {
        record->waiting = false;
        return false;
    }
    return record->due_ns <= now_ns && hx_dependency_unmet(module, true) == NULL;
}

static void find_next_due(void)
{
    next_due_ns = UINT64_MAX;
    for (const struct hx_module *m = hx_registry_next(NULL); m != NULL;
         m = hx_registry_next(m))
        if (m->restart != NULL && m->restart->record->waiting &&
            m->restart->record->due_ns < next_due_ns)
            next_due_ns = m->restart->record->due_ns;
}

bool hx_restart_run_due(uint64_t now_ns)
{
    bool found = false;

    if (now_ns < next_due_ns)
        return false;
    for (const struct hx_module *m = hx_registry_next(NULL); m != NULL;
         m = hx_registry_next(m)) {
        if (!is_due(m, now_ns))
            continue;
        forget_old(m->restart, now_ns);
        attempt(m, now_ns);
        found = true;
    }
    find_next_due();
    hx_restart_start_along();
    return found;
}

uint32_t hx_restart_count(const struct hx_module *module, uint64_t now_ns)
{
    if (module->restart == NULL)
        return 0;
    forget_old(module->restart, now_ns);
    return module->restart->record->count;
}
