/* SPDX-License-Identifier: MIT */
/*
 * What the generator says of an image that can load modules: what it exports to them,
 * and what it checks them against. Linked only where the profile has loadable modules
 * or replacements.
 *
 * All of it is const and lives as long as the image.
 */
#pragma once

#include <helix/descriptor.h>

/*
 * The version of what loading itself rests on: the descriptor's form, the text that a
 * module brings along (runtime/loader/abi.h), the names that are met. A module of
 * another major version is refused.
 */
#define HX_ABI_MAJOR 1
#define HX_ABI_MINOR 0

/*
 * Something that a loaded module may name: a function of the public headers, or what
 * the generated code of an interface that it declares needs. `signature` is what
 * `hash` is made of, NULL for the latter, whose operations are checked instead.
 */
struct hx_export {
    const char *name;
    uintptr_t address;
    uint64_t hash;
    const char *signature;
};

/*
 * A struct or enum of the public headers that exports or the descriptor lead to. `hash`
 * is made of `definition`, such as `struct {*const void data, u64 size}`, in which
 * other types are named by their tags. hx_status is not among them: it may get more
 * values.
 */
struct hx_type_abi {
    const char *name;
    const char *definition;
    uint64_t hash;
};

/*
 * One operation. `signature` is it with all types resolved, such as
 * `read(u32 unit, u64 lba, out void buf[len], u64 len) -> status`; `hash` is made of
 * that.
 */
struct hx_operation_abi {
    const char *name;
    const char *signature;
    uint64_t hash;
    uint16_t since; /* the minor version that it came with */
};

/*
 * An interface. `operations` are in the order of its struct of functions: by `since`,
 * then by name; so what an older version has comes first, and all of them are one
 * pointer each.
 */
struct hx_interface_abi {
    const struct hx_interface *interface;
    const struct hx_operation_abi *operations;
    uint16_t operation_count;
    bool interrupt; /* has an @isr operation: its provider is never replaced */
    /* What a slot holds while its provider is being replaced: HX_ERR_BUSY. */
    const void *parked_ops;
    /* What stands for the operations that a provider of an older version lacks. */
    const void *late_ops;
};

struct hx_loading {
    /* Name of an export -> index in `exports`. */
    struct hx_hash names;
    const struct hx_export *exports; /* by name, in the order of strcmp() */
    const struct hx_type_abi *types; /* the same */
    uint32_t export_count;
    uint32_t type_count;
    /*
     * Made of the hashes of all functions and types. A module that was built against
     * the same ones says so, and none of those that it names is compared.
     */
    uint64_t runtime_hash;
    uint32_t interface_count;
    /* Of the image's interfaces, by the same index. */
    const struct hx_interface_abi *const *interfaces;
    /* The Ed25519 public key, 32 bytes; NULL: signatures are not looked at. */
    const uint8_t *key;
    uint32_t deadline_ms;
    uint32_t probation_ms;
};

extern const struct hx_loading hx_image_loading;
