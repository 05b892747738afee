/* SPDX-License-Identifier: MIT */
/*
 * Loading, unloading and replacing modules while the kernel runs. Modules and the shell
 * ask for it through helix/change.h, which waits until no module's code is on the
 * stack; the functions behind `hx_image.loader` are for the main loop, there.
 *
 * Files are those of the archive that the kernel was booted with (hx_port_initrd()).
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>

/* What loading costs at present. */
struct hx_loader_account {
    uint32_t module_count; /* loaded, those included that a replacement keeps back */
    uint32_t kept_count;   /* replaced modules that may come back: [reload] probation */
    size_t memory_size;    /* bytes that the loader holds, whole pages */
};

/*
 * All on the main loop, with no module's code on the stack. Each says in the log what
 * it has done; on failure it returns the reason, with a detail, and the kernel is as it
 * was, but where it says otherwise.
 */
struct hx_loader {
    /*
     * Loads the module in `file`, registers it and brings it up.
     *
     *   HX_ERR_NOT_FOUND       there is no such file
     *   HX_ERR_ALREADY_LOADED  a module of that name was loaded already
     *   HX_ERR_ALREADY_EXISTS  the image has a module of that name
     *   HX_ERR_SIGNATURE       wrong, missing or foreign
     *   HX_ERR_LOAD, HX_ERR_CORRUPT  it is no module that can be loaded
     *   HX_ERR_DENIED          the policy forbids it (helix/security.h)
     *   HX_ERR_ABI             built against another interface or runtime
     *   HX_ERR_DEPENDENCY, HX_ERR_VERSION, HX_ERR_CIRCULAR  what it needs is not there
     *   HX_ERR_NO_SPACE        no memory
     *   and what its init or start return.
     */
    hx_status (*load)(const char *file);

    /*
     * Stops a module that was loaded, takes it out and gives all of its memory back.
     *
     *   HX_ERR_NOT_FOUND   there is no such module
     *   HX_ERR_NOT_LOADED  it is part of the image
     *   HX_ERR_ESSENTIAL   it is ESSENTIAL
     *   HX_ERR_BUSY        others require it; the detail names them
     *   HX_ERR_TIMEOUT     a thread did not leave one of its operations in time
     *   HX_ERR_WRONG_STATE it is neither Running nor one that can be unregistered
     *   and what its stop returns: it stays, in Error, and can be unloaded from there.
     */
    hx_status (*unload)(const char *name);

    /*
     * Puts the module in `file`, of the same name or with all its interfaces, into the
     * place of the module `name`, which is Running and HOT_RELOADABLE. State crosses by
     * save_state and restore_state. Whatever fails, the old one goes on.
     *
     * Statuses as of load; HX_ERR_NOT_RUNNING; HX_ERR_UNSUPPORTED if the module cannot
     * be replaced; HX_ERR_BUSY if somebody requires what the new one does not have;
     * HX_ERR_TIMEOUT as of unload.
     */
    hx_status (*reload)(const char *name, const char *file);

    /*
     * A Running module has said that it is not healthy. Returns true if it was replaced
     * a short time ago, and the one before it is back in its place.
     */
    bool (*unhealthy)(const struct hx_module *module, hx_status status);

    /* Which file a module was loaded from; NULL for one of the image. */
    const char *(*file_of)(const struct hx_module *module);

    void (*account)(struct hx_loader_account *account);
};

/* Linked only if the profile has modules that can be loaded. */
extern const struct hx_loader hx_loader;
