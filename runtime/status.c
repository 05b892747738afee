/* SPDX-License-Identifier: MIT */
#include "internal.h"

#include <helix/fmt.h>
#include <helix/interrupt.h>
#include <helix/port.h>
#include <helix/preempt.h>
#include <helix/status.h>
#include <helix/string.h>

struct status_words {
    const char *name;
    const char *text;
};

/* By -status. */
static const struct status_words words[] = {
    [-HX_OK] = {"HX_OK", "success"},
    [-HX_ERR_NOT_FOUND] = {"HX_ERR_NOT_FOUND", "not found"},
    [-HX_ERR_ALREADY_EXISTS] = {"HX_ERR_ALREADY_EXISTS", "already exists"},
    [-HX_ERR_ALREADY_LOADED] = {"HX_ERR_ALREADY_LOADED", "already loaded"},
    [-HX_ERR_NOT_LOADED] = {"HX_ERR_NOT_LOADED", "not loaded"},
    [-HX_ERR_DEPENDENCY] = {"HX_ERR_DEPENDENCY", "a dependency is not met"},
    [-HX_ERR_CIRCULAR] = {"HX_ERR_CIRCULAR", "dependencies form a cycle"},
    [-HX_ERR_VERSION] = {"HX_ERR_VERSION", "version does not fit"},
    [-HX_ERR_ABI] = {"HX_ERR_ABI", "built against another ABI"},
    [-HX_ERR_LOAD] = {"HX_ERR_LOAD", "not a loadable module"},
    [-HX_ERR_INIT] = {"HX_ERR_INIT", "initialisation failed"},
    [-HX_ERR_WRONG_STATE] = {"HX_ERR_WRONG_STATE", "not allowed in this state"},
    [-HX_ERR_ESSENTIAL] = {"HX_ERR_ESSENTIAL", "the module is essential"},
    [-HX_ERR_INTERNAL] = {"HX_ERR_INTERNAL", "internal error"},
    [-HX_ERR_INVALID] = {"HX_ERR_INVALID", "invalid argument"},
    [-HX_ERR_NO_SPACE] = {"HX_ERR_NO_SPACE", "no space left"},
    [-HX_ERR_BUSY] = {"HX_ERR_BUSY", "in use"},
    [-HX_ERR_TIMEOUT] = {"HX_ERR_TIMEOUT", "deadline passed"},
    [-HX_ERR_WRONG_CONTEXT] = {"HX_ERR_WRONG_CONTEXT", "not allowed in this context"},
    [-HX_ERR_NOT_RUNNING] = {"HX_ERR_NOT_RUNNING", "module not running"},
    [-HX_ERR_CYCLE] = {"HX_ERR_CYCLE", "the call comes back into its caller"},
    [-HX_ERR_UNKNOWN_REQUEST] = {"HX_ERR_UNKNOWN_REQUEST", "unknown request"},
    [-HX_ERR_DENIED] = {"HX_ERR_DENIED", "denied"},
    [-HX_ERR_SIGNATURE] = {"HX_ERR_SIGNATURE", "signature not valid"},
    [-HX_ERR_CORRUPT] = {"HX_ERR_CORRUPT", "data is corrupt"},
    [-HX_ERR_UNSUPPORTED] = {"HX_ERR_UNSUPPORTED", "not supported"},
};

static const struct status_words unknown_words = {"HX_ERR_UNKNOWN",
                                                  "not a status of Helix"};

static const struct status_words *find_words(hx_status status)
{
    int number = (int)status;

    if (number > 0 || number <= -(int)HX_COUNT_OF(words))
        return &unknown_words;
    return &words[-number];
}

const char *hx_status_name(hx_status status)
{
    return find_words(status)->name;
}

const char *hx_status_text(hx_status status)
{
    return find_words(status)->text;
}

_Static_assert(sizeof(((struct hx_fail_record *)NULL)->text) == HX_FAIL_DETAIL_SIZE,
               "helix/types.h has no macros");

/* An interrupt may fail while the code below it reads its own detail. */
static struct hx_fail_record records[HX_CPU_MAX][2];

uint32_t hx_fail_serial;

struct hx_fail_record *hx_fail_record(void)
{
    struct hx_thread *thread;

    if (hx_interrupt_active())
        return &records[hx_port_cpu_id()][1];
    thread = hx_thread_self();
    return thread != NULL ? &thread->fail : &records[hx_port_cpu_id()][0];
}

void hx_fail_list(int32_t status, const char *format, va_list arguments)
{
    struct hx_fail_record *record = hx_fail_record();
    /* An argument may be the detail that is about to be replaced. */
    char text[HX_FAIL_DETAIL_SIZE];

    hx_format_list(text, sizeof(text), format, arguments);
    for (char *byte = text; *byte != '\0'; byte++)
        if ((unsigned char)*byte < ' ' || *byte == 0x7f)
            *byte = ' ';
    memcpy(record->text, text, sizeof(text));
    record->status = status;
    record->serial = __atomic_add_fetch(&hx_fail_serial, 1, __ATOMIC_RELAXED);
}

hx_status hx_fail(hx_status status, const char *format, ...)
{
    va_list arguments;

    if (status == HX_OK)
        return status;
    va_start(arguments, format);
    hx_fail_list((int32_t)status, format, arguments);
    va_end(arguments);
    return status;
}

const char *hx_fail_detail(hx_status status)
{
    const struct hx_fail_record *record = hx_fail_record();

    if (status != HX_OK && record->status == (int32_t)status && record->text[0] != '\0')
        return record->text;
    return hx_status_text(status);
}

hx_status hx_fail_settle(uint32_t serial, hx_status status)
{
    const struct hx_fail_record *record;

    if (status == HX_OK)
        return status;
    record = hx_fail_record();
    if (hx_fail_is_since(record, serial) && record->status == (int32_t)status)
        return status;
    return hx_fail(status, "%s", hx_status_text(status));
}
