/* SPDX-License-Identifier: MIT */
#include "internal.h"

#include <helix/image.h>

/* codegen/ninja/verify.py reads descriptors out of the linked file by these offsets. */
_Static_assert(offsetof(struct hx_module, magic) == 0, "the magic comes first");
_Static_assert(offsetof(struct hx_module, info) == 8, "behind two numbers of 32 bits");
_Static_assert(offsetof(struct hx_module_info, name) == 0, "the name comes first");
_Static_assert(sizeof(__helix_modules_start[0]) == sizeof(void *), "no padding");

hx_text_owner_fn hx_text_owner_loaded;

hx_status hx_descriptor_check(const struct hx_module *module)
{
    if (module == NULL)
        return hx_fail(HX_ERR_INVALID, "is empty");
    if ((uintptr_t)module % _Alignof(struct hx_module) != 0)
        return hx_fail(HX_ERR_INVALID, "is misaligned: %p", (const void *)module);
    if (module->magic != HX_DESCRIPTOR_MAGIC)
        return hx_fail(HX_ERR_ABI, "has magic 0x%08x, not 0x%08x",
                       (unsigned)module->magic, (unsigned)HX_DESCRIPTOR_MAGIC);
    if (module->info == NULL || module->info->name == NULL || module->ops == NULL ||
        module->context == NULL || module->control == NULL)
        return hx_fail(HX_ERR_INVALID, "is incomplete");
    if (module->ops->reset == NULL || module->ops->init == NULL ||
        module->ops->start == NULL || module->ops->stop == NULL ||
        module->context->module != module)
        return hx_fail(HX_ERR_INVALID, "of '%s' is incomplete", module->info->name);
    return HX_OK;
}

static hx_status check_entry(const struct hx_module *module, uint32_t position)
{
    hx_status status = hx_descriptor_check(module);

    if (status == HX_OK)
        return status;
    return hx_fail(HX_ERR_INTERNAL, "module section: entry %u %s", position,
                   hx_fail_detail(status));
}

static hx_status check_position(const struct hx_image *image, const char *name,
                                uint32_t position)
{
    uint32_t expected = hx_hash_find(&image->names, name);

    if (expected >= image->module_count)
        return hx_fail(HX_ERR_INTERNAL,
                       "module section: entry %u is '%s', which the image lacks",
                       position, name);
    if (expected != position)
        return hx_fail(HX_ERR_INTERNAL,
                       "module section: entry %u is '%s', which belongs at %u",
                       position, name, expected);
    return HX_OK;
}

hx_status hx_image_check(const struct hx_image *image,
                         const struct hx_module *const *start,
                         const struct hx_module *const *end)
{
    uintptr_t size = (uintptr_t)end - (uintptr_t)start;

    if ((uintptr_t)start % sizeof(*start) != 0 ||
        size != (uintptr_t)image->module_count * sizeof(*start))
        return hx_fail(HX_ERR_INTERNAL,
                       "module section: %zu bytes at %p, not %u entries of %zu",
                       (size_t)size, (const void *)start, (unsigned)image->module_count,
                       sizeof(*start));
    for (uint32_t i = 0; i < image->module_count; i++) {
        hx_status status = check_entry(start[i], i);

        if (status == HX_OK)
            status = check_position(image, start[i]->info->name, i);
        if (status != HX_OK)
            return status;
    }
    return HX_OK;
}
