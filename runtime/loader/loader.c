/* SPDX-License-Identifier: MIT */
/* The loader as the rest of the kernel sees it: its entries, and its part of the loop.
 */
#include "keep.h"
#include "load.h"
#include "pages.h"

#include <helix/image.h>
#include <helix/loader.h>
#include <helix/loop.h>
#include <helix/port.h>

static bool run(void)
{
    const bool found = hx_keep_run(hx_port_time_ns());

    return hx_loaded_collect() || found;
}

static struct hx_loop_source source = {
    .run = run,
    .is_pending = hx_loaded_has_gone,
    .awaited = true,
};

static const struct hx_module *find_owner(uintptr_t address)
{
    for (struct hx_loaded *l = hx_loaded_next(NULL); l != NULL; l = hx_loaded_next(l))
        if (hx_object_has_code(&l->object, address))
            return l->object.module;
    return NULL;
}

/* From the first load on the loop looks after what goes, and faults find their owner.
 */
static void begin(void)
{
    __atomic_store_n(&hx_text_owner_loaded, find_owner, __ATOMIC_RELEASE);
    hx_loop_add(&source);
}

static hx_status load(const char *file)
{
    begin();
    return hx_load(file);
}

static hx_status reload(const char *name, const char *file)
{
    begin();
    return hx_reload(name, file);
}

static const char *file_of(const struct hx_module *module)
{
    const struct hx_loaded *loaded = hx_loaded_of(module);

    return loaded != NULL ? loaded->file : NULL;
}

static void account(struct hx_loader_account *account)
{
    *account = (struct hx_loader_account){
        .kept_count = hx_keep_count(),
        .memory_size = hx_pages_used(),
    };
    for (struct hx_loaded *l = hx_loaded_next(NULL); l != NULL; l = hx_loaded_next(l))
        account->module_count++;
}

const struct hx_loader hx_loader = {
    .load = load,
    .unload = hx_unload,
    .reload = reload,
    .unhealthy = hx_keep_unhealthy,
    .file_of = file_of,
    .account = account,
};
