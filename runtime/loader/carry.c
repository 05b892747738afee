/* SPDX-License-Identifier: MIT */
#include "carry.h"

#include "../internal.h"
#include "pages.h"

#include <helix/state.h>

static hx_status run_save(const struct hx_module *module, struct hx_writer *writer)
{
    const uint32_t serial = hx_fail_mark();
    hx_status status;

    hx_hook_enter(module);
    status = hx_fail_settle(serial, module->ops->save_state(writer));
    hx_hook_leave(module);
    return status;
}

static hx_status reserve(struct hx_snapshot *snapshot, size_t size)
{
    void *data = NULL;
    hx_status status;

    if (size <= snapshot->capacity)
        return HX_OK;
    hx_carry_drop(snapshot);
    status = hx_pages_take_unfilled(size, &data);
    if (status != HX_OK)
        return status;
    snapshot->data = data;
    snapshot->capacity = size;
    return HX_OK;
}

hx_status hx_carry_prepare(const struct hx_module *module, struct hx_snapshot *snapshot)
{
    struct hx_writer writer;
    hx_status status;

    if (module->ops->save_state == NULL)
        return HX_OK;
    hx_writer_init(&writer, NULL, 0);
    status = run_save(module, &writer);
    if (status != HX_OK)
        return status;
    /* A module that writes nothing has a state all the same: an empty one. */
    return reserve(snapshot, writer.size > 0 ? writer.size : 1);
}

hx_status hx_carry_save(const struct hx_module *module, struct hx_snapshot *snapshot)
{
    struct hx_writer writer;
    hx_status status;

    if (module->ops->save_state == NULL)
        return HX_OK;
    status = snapshot->data != NULL ? HX_OK : hx_carry_prepare(module, snapshot);
    if (status != HX_OK)
        return status;
    hx_writer_init(&writer, snapshot->data, snapshot->capacity);
    status = run_save(module, &writer);
    if (status == HX_ERR_NO_SPACE) {
        status = hx_carry_prepare(module, snapshot);
        if (status != HX_OK)
            return status;
        hx_writer_init(&writer, snapshot->data, snapshot->capacity);
        status = run_save(module, &writer);
    }
    snapshot->size = writer.size;
    return status;
}

hx_status hx_carry_restore(const struct hx_module *module,
                           const struct hx_snapshot *snapshot, bool *taken)
{
    struct hx_reader reader;
    uint32_t serial;
    hx_status status;

    *taken = false;
    if (snapshot->data == NULL || module->ops->restore_state == NULL)
        return HX_OK;
    serial = hx_fail_mark();
    hx_reader_init(&reader, snapshot->data, snapshot->size);
    hx_hook_enter(module);
    status = hx_fail_settle(serial, module->ops->restore_state(&reader));
    hx_hook_leave(module);
    *taken = status == HX_OK;
    return status;
}

void hx_carry_drop(struct hx_snapshot *snapshot)
{
    if (snapshot->data != NULL)
        hx_pages_give(snapshot->data, snapshot->capacity);
    *snapshot = (struct hx_snapshot){.data = NULL};
}
