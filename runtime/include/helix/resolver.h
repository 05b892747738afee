/* SPDX-License-Identifier: MIT */
/*
 * What must be up before a module, and what must go before one: asked of the registry
 * as it is, and decided by the same rules as hx_registry_register().
 *
 * - A dependency names a module, else a capability; of a capability's providers any one
 *   whose version fits meets it, and the module starts after all of those.
 * - An optional dependency is left out where nobody fits.
 * - A handle needs the provider that it is bound to. One that is bound to nobody needs,
 *   if it is required, any other module that implements the interface at a version that
 *   fits, and starts after all of those.
 *
 * The functions take no lock, allocate nothing and do not recurse; their memory is the
 * caller's, for the time of the call:
 *
 *     struct hx_resolver_node nodes[64];
 *     const struct hx_resolver resolver = { nodes, HX_COUNT_OF(nodes) };
 *     const struct hx_module *order[64];
 *     size_t count;
 *
 *     hx_status status = hx_resolver_resolve(&resolver, module, order, 64, &count);
 *
 * Results go into `order`: up to `capacity` modules, and `count` says how many there
 * are in all. They are good as long as those of a look-up: see helix/registry.h. Any
 * context, but not before hx_boot_init().
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>

struct hx_resolver_node {
    /* The runtime's. */
    const struct hx_module *module;
    const char *name;
    uint32_t bucket;
    uint32_t next_in_bucket;
    uint32_t link;
    uint32_t need;
    uint32_t mark;
};

struct hx_resolver {
    struct hx_resolver_node *nodes;
    size_t node_count;
};

/* How many nodes the calls below need, as long as nobody registers another module. */
size_t hx_resolver_node_count(void);

/*
 * Finds what must be up before `module`, which need not be registered: all that it
 * depends on and that those depend on, itself last. They stand in start order: in the
 * order of ids, except that what a module needs always stands before it.
 *
 * Returns HX_OK, or, with the same details as hx_registry_register(),
 *   HX_ERR_INVALID, HX_ERR_ABI  NULL, or not a descriptor
 *   HX_ERR_DEPENDENCY, HX_ERR_VERSION, HX_ERR_CIRCULAR
 *   HX_ERR_NO_SPACE  too few nodes: the detail says how many are needed
 */
HX_MUST_CHECK hx_status hx_resolver_resolve(const struct hx_resolver *resolver,
                                            const struct hx_module *module,
                                            const struct hx_module *order[],
                                            size_t capacity, size_t *count);

/* Would hx_resolver_resolve() return HX_OK? */
bool hx_resolver_can_satisfy(const struct hx_resolver *resolver,
                             const struct hx_module *module);

/*
 * Finds what must be unloaded before the module of that id: all that require it, and
 * that require those, each before what it uses, itself last. One that is served by
 * others, too, or that does without, stays.
 *
 * Returns HX_OK, or
 *   HX_ERR_NOT_FOUND  no module has that id
 *   HX_ERR_ESSENTIAL  one of them is ESSENTIAL, which is named
 *   HX_ERR_NO_SPACE   too few nodes: the detail says how many are needed
 */
HX_MUST_CHECK hx_status hx_resolver_unload_order(const struct hx_resolver *resolver,
                                                 uint32_t id,
                                                 const struct hx_module *order[],
                                                 size_t capacity, size_t *count);
