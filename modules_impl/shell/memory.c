/* SPDX-License-Identifier: MIT */
/* `mem`: how much memory is left, with the machine and with each allocator. */
#include "commands.h"
#include "output.h"

#include "interfaces/helix_allocator.h"

/*
 * Every implementor is asked through its slot, which gives 0 where it is not up. A
 * handle of the shell's would reach one of them only, and would have to be bound.
 */
static void print_allocator(struct shell *self, const struct hx_module *module,
                            const struct hx_interface *interface)
{
    const struct hx_implementation *how =
        hx_interface_implementation(module, interface);
    struct helix_allocator allocator;

    if (how == NULL)
        return;
    allocator.slot = how->slot;
    shell_print(self, "%s %s %zu\n", module->info->name,
                hx_module_state_name(hx_module_state_of(module)),
                helix_allocator_available(allocator));
}

hx_status shell_show_memory(struct shell *self, const struct shell_words *words)
{
    const struct hx_interface *interface = hx_interface_find("helix.allocator");
    const struct hx_module *modules[SHELL_LIST_MAX];
    size_t count;

    (void)words;
    shell_print(self, "ram %zu\n", hx_memory_left());
    if (interface == NULL)
        return HX_OK;
    count = hx_interface_implementors(interface->name, modules, SHELL_LIST_MAX);
    for (size_t i = 0; i < count && i < SHELL_LIST_MAX; i++)
        print_allocator(self, modules[i], interface);
    if (count > SHELL_LIST_MAX)
        shell_print(self, "and %zu more\n", count - SHELL_LIST_MAX);
    return HX_OK;
}
