/* SPDX-License-Identifier: MIT */
/*
 * State that goes from one module to another: what save_state of the one has written,
 * in memory of the loader, for restore_state of the other.
 *
 * On the main loop, with no hook of the module on the stack.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>

struct hx_snapshot {
    void *data; /* NULL: there is none */
    size_t capacity;
    size_t size;
};

/*
 * Makes room for what `module` would write now: its save_state runs, and its result is
 * thrown away. So the memory is there when it counts. A module without save_state needs
 * none. Returns HX_OK, HX_ERR_NO_SPACE, or what save_state returned.
 */
HX_MUST_CHECK hx_status hx_carry_prepare(const struct hx_module *module,
                                         struct hx_snapshot *snapshot);

/*
 * Has `module` write its state; takes more room if it has grown. Statuses as above. The
 * snapshot is empty if the module has no save_state.
 */
HX_MUST_CHECK hx_status hx_carry_save(const struct hx_module *module,
                                      struct hx_snapshot *snapshot);

/*
 * Has `module`, which is Loaded, read it, if there is something to read and it can
 * read; `taken` says whether it has. Returns HX_OK, or what restore_state returned.
 */
HX_MUST_CHECK hx_status hx_carry_restore(const struct hx_module *module,
                                         const struct hx_snapshot *snapshot,
                                         bool *taken);

/* Gives the memory back; the snapshot is empty then, and may be already. */
void hx_carry_drop(struct hx_snapshot *snapshot);
