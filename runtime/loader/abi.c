/* SPDX-License-Identifier: MIT */
#include "abi.h"

#include "abi_explain.h"
#include "abi_text.h"

#include <helix/status.h>
#include <helix/string.h>

#define SHOWN_MAX 48u

/* "%u.%u" of a version, as interfaces are written. */
#define SHORT(version) HX_VERSION_MAJOR(version), HX_VERSION_MINOR(version)

struct check {
    const struct hx_loading *loading;
    struct abi_reader reader;
    /* The interface whose operations are read, NULL before the first. */
    const struct hx_interface_abi *interface;
    hx_version version;  /* of it, in the module */
    uint16_t operations; /* of it, that the module has told so far */
    enum {
        INTERFACES,
        RUNTIME,      /* its functions and types follow, and no interface */
        RUNTIME_SAME, /* as it is here */
    } part;
};

/* Takes a field that has one value. */
static hx_status take_fixed(struct abi_reader *reader, const char *expected,
                            const char *value)
{
    struct abi_span field;
    hx_status status = abi_take(reader, expected, &field);

    if (status != HX_OK || abi_span_is(field, value))
        return status;
    return abi_expected(reader, expected, field);
}

static hx_status check_form(struct abi_reader *reader)
{
    hx_status status = abi_next_line(reader);

    if (status == HX_OK)
        status = take_fixed(reader, "'hxm'", "hxm");
    if (status == HX_OK)
        status = take_fixed(reader, "1, the form of this text", "1");
    return status == HX_OK ? abi_end_line(reader) : status;
}

static hx_status check_target(struct abi_reader *reader, const char *target)
{
    struct abi_span field;
    hx_status status = abi_next_line(reader);

    if (status == HX_OK)
        status = take_fixed(reader, "'target'", "target");
    if (status == HX_OK)
        status = abi_take(reader, "a target", &field);
    if (status == HX_OK)
        status = abi_end_line(reader);
    if (status != HX_OK || abi_span_is(field, target))
        return status;
    return hx_fail(HX_ERR_ABI, "the target is %s here, %.*s in the module", target,
                   ABI_SHOW(field, SHOWN_MAX));
}

static hx_status check_version(struct abi_reader *reader)
{
    hx_version version;
    hx_status status = abi_next_line(reader);

    if (status == HX_OK)
        status = take_fixed(reader, "'abi'", "abi");
    if (status == HX_OK)
        status = abi_take_version(reader, 2, &version);
    if (status == HX_OK)
        status = abi_end_line(reader);
    if (status != HX_OK || HX_VERSION_MAJOR(version) == HX_ABI_MAJOR)
        return status;
    return hx_fail(HX_ERR_ABI, "the ABI is %u.%u here, %u.%u in the module",
                   (unsigned)HX_ABI_MAJOR, (unsigned)HX_ABI_MINOR, SHORT(version));
}

static hx_status check_module(struct abi_reader *reader)
{
    struct abi_span name;
    hx_version version;
    hx_status status = abi_next_line(reader);

    if (status == HX_OK)
        status = take_fixed(reader, "'module'", "module");
    if (status == HX_OK)
        status = abi_take(reader, "a module's name", &name);
    if (status == HX_OK)
        status = abi_take_version(reader, 3, &version);
    return status == HX_OK ? abi_end_line(reader) : status;
}

static const struct hx_interface_abi *find_interface(const struct hx_loading *loading,
                                                     struct abi_span name)
{
    for (uint32_t i = 0; i < loading->interface_count; i++) {
        if (abi_span_is(name, loading->interfaces[i]->interface->name))
            return loading->interfaces[i];
    }
    return NULL;
}

/*
 * All operations of the last interface have been told. Those that are left must be
 * younger than the module, or else its struct of functions has no place for them.
 */
static hx_status finish_interface(const struct check *check)
{
    const struct hx_interface_abi *interface = check->interface;
    const struct hx_operation_abi *next;

    if (interface == NULL || check->operations == interface->operation_count)
        return HX_OK;
    next = &interface->operations[check->operations];
    if (next->since > HX_VERSION_MINOR(check->version))
        return HX_OK;
    return hx_fail(HX_ERR_ABI,
                   "%s.%s is there since %u.%u here, not at all in the module, built "
                   "for %u.%u",
                   interface->interface->name, next->name,
                   HX_VERSION_MAJOR(interface->interface->version),
                   (unsigned)next->since, SHORT(check->version));
}

static hx_status check_interface(struct check *check)
{
    const struct hx_interface_abi *interface;
    struct abi_span name;
    hx_version version;
    hx_version own;
    hx_status status = finish_interface(check);

    if (status == HX_OK)
        status = abi_take(&check->reader, "an interface's name", &name);
    if (status == HX_OK && check->part != INTERFACES)
        return abi_expected(&check->reader, "interfaces in front of the runtime", name);
    if (status == HX_OK)
        status = abi_take_version(&check->reader, 3, &version);
    if (status == HX_OK)
        status = abi_end_line(&check->reader);
    if (status != HX_OK)
        return status;
    interface = find_interface(check->loading, name);
    if (interface == NULL)
        return hx_fail(HX_ERR_ABI, "the image has no interface '%.*s'",
                       ABI_SHOW(name, SHOWN_MAX));
    own = interface->interface->version;
    if (HX_VERSION_MAJOR(own) != HX_VERSION_MAJOR(version))
        return hx_fail(HX_ERR_ABI, "%s is %u.%u here, %u.%u in the module",
                       interface->interface->name, SHORT(own), SHORT(version));
    check->interface = interface;
    check->version = version;
    check->operations = 0;
    return HX_OK;
}

/* An operation that is not the next one of the kernel's. */
static hx_status refuse_operation(const struct check *check, struct abi_span name)
{
    const struct hx_interface_abi *interface = check->interface;
    uint16_t at = 0;

    while (at < interface->operation_count &&
           !abi_span_is(name, interface->operations[at].name))
        at++;
    if (at < check->operations)
        return abi_expected(&check->reader, "an operation that was not yet told", name);
    if (at < interface->operation_count)
        return hx_fail(HX_ERR_ABI,
                       "%s.%s is there here, and not in the module in front "
                       "of '%.*s'",
                       interface->interface->name,
                       interface->operations[check->operations].name,
                       ABI_SHOW(name, SHOWN_MAX));
    return hx_fail(HX_ERR_ABI,
                   "%s.%.*s is missing here, where %u.%u is; the module was "
                   "built for %u.%u",
                   interface->interface->name, ABI_SHOW(name, SHOWN_MAX),
                   SHORT(interface->interface->version), SHORT(check->version));
}

static hx_status check_operation(struct check *check)
{
    const struct hx_interface_abi *interface = check->interface;
    struct abi_reader *reader = &check->reader;
    const struct hx_operation_abi *own;
    struct abi_span name;
    struct abi_span signature;
    hx_version since;
    uint64_t hash;
    hx_status status = abi_take(reader, "an operation's name", &name);

    if (status == HX_OK && interface == NULL)
        return abi_expected(reader, "an interface in front of its operations", name);
    if (status == HX_OK)
        status = abi_take_version(reader, 2, &since);
    if (status == HX_OK)
        status = abi_take_hash(reader, &hash);
    if (status == HX_OK)
        status = abi_take_rest(reader, "a signature", &signature);
    if (status != HX_OK)
        return status;
    if (check->operations == interface->operation_count)
        return refuse_operation(check, name);
    own = &interface->operations[check->operations];
    if (!abi_span_is(name, own->name))
        return refuse_operation(check, name);
    if (since != HX_VERSION(HX_VERSION_MAJOR(check->version), own->since, 0))
        return hx_fail(
            HX_ERR_ABI, "%s.%s is there since %u.%u here, %u.%u in the module",
            interface->interface->name, own->name, HX_VERSION_MAJOR(check->version),
            (unsigned)own->since, SHORT(since));
    if (hash != own->hash)
        return abi_explain_signature(reader, interface->interface->name, own->name,
                                     own->signature, signature);
    check->operations++;
    return HX_OK;
}

/*
 * Returns the entry of that name, or NULL. Entries have `size` bytes, begin with a
 * pointer to their name, and are in the order of these.
 */
static const void *find_named(const void *entries, uint32_t count, size_t size,
                              struct abi_span name)
{
    uint32_t first = 0;
    uint32_t end = count;

    while (first < end) {
        const uint32_t middle = first + (end - first) / 2;
        const void *entry = (const char *)entries + middle * size;
        const int order = abi_span_compare(name, *(const char *const *)entry);

        if (order == 0)
            return entry;
        if (order < 0)
            end = middle;
        else
            first = middle + 1;
    }
    return NULL;
}

_Static_assert(offsetof(struct hx_export, name) == 0, "find_named() looks there");
_Static_assert(offsetof(struct hx_type_abi, name) == 0, "find_named() looks there");

static hx_status check_function(struct check *check)
{
    struct abi_reader *reader = &check->reader;
    const struct hx_export *own;
    struct abi_span name;
    struct abi_span signature;
    uint64_t hash;
    hx_status status = abi_take(reader, "a function's name", &name);

    if (status == HX_OK)
        status = abi_take_hash(reader, &hash);
    if (status == HX_OK)
        status = abi_take_rest(reader, "a signature", &signature);
    if (status != HX_OK)
        return status;
    own = find_named(check->loading->exports, check->loading->export_count,
                     sizeof(*own), name);
    if (own == NULL || own->signature == NULL)
        return hx_fail(HX_ERR_ABI, "the runtime has no function '%.*s' here",
                       ABI_SHOW(name, SHOWN_MAX));
    if (hash != own->hash)
        return abi_explain_signature(reader, NULL, own->name, own->signature,
                                     signature);
    return HX_OK;
}

static hx_status check_type(struct check *check)
{
    struct abi_reader *reader = &check->reader;
    const struct hx_type_abi *own;
    struct abi_span name;
    struct abi_span definition;
    uint64_t hash;
    hx_status status = abi_take(reader, "a type's name", &name);

    if (status == HX_OK)
        status = abi_take_hash(reader, &hash);
    if (status == HX_OK)
        status = abi_take_rest(reader, "a definition", &definition);
    if (status != HX_OK)
        return status;
    own = find_named(check->loading->types, check->loading->type_count, sizeof(*own),
                     name);
    if (own == NULL)
        return hx_fail(HX_ERR_ABI, "the runtime has no type '%.*s' here",
                       ABI_SHOW(name, SHOWN_MAX));
    if (hash != own->hash)
        return abi_explain_type(reader, own->name, own->definition, definition);
    return HX_OK;
}

static hx_status check_runtime(struct check *check)
{
    uint64_t hash;
    hx_status status = abi_take_hash(&check->reader, &hash);

    if (status == HX_OK)
        status = abi_end_line(&check->reader);
    if (status != HX_OK)
        return status;
    check->part = hash == check->loading->runtime_hash ? RUNTIME_SAME : RUNTIME;
    return HX_OK;
}

static hx_status check_line(struct check *check)
{
    const char *expected = "'interface', 'operation', 'runtime', 'function' or 'type'";
    struct abi_span word;
    hx_status status = abi_next_line(&check->reader);

    if (status == HX_OK)
        status = abi_take(&check->reader, expected, &word);
    if (status != HX_OK)
        return status;
    if (abi_span_is(word, "interface"))
        return check_interface(check);
    if (abi_span_is(word, "operation"))
        return check_operation(check);
    if (abi_span_is(word, "runtime"))
        return check_runtime(check);
    if (abi_span_is(word, "function"))
        return check_function(check);
    if (abi_span_is(word, "type"))
        return check_type(check);
    return abi_expected(&check->reader, expected, word);
}

hx_status hx_abi_check(const char *text, const struct hx_loading *loading,
                       const char *target)
{
    struct check check = {.loading = loading, .reader = abi_reader_of(text)};
    hx_status status = check_form(&check.reader);

    if (status == HX_OK)
        status = check_target(&check.reader, target);
    if (status == HX_OK)
        status = check_version(&check.reader);
    if (status == HX_OK)
        status = check_module(&check.reader);
    while (status == HX_OK && check.part != RUNTIME_SAME && !abi_at_end(&check.reader))
        status = check_line(&check);
    return status == HX_OK ? finish_interface(&check) : status;
}

bool hx_abi_next_interface(const char *text, struct hx_abi_interface *interface)
{
    struct abi_reader reader = abi_reader_of(text);
    struct abi_span word = {text, 0};
    struct abi_span name;
    hx_version version;
    hx_status status = HX_OK;

    if (interface->name != NULL) {
        reader.next = interface->name;
        status = abi_next_line(&reader);
    }
    while (status == HX_OK && !abi_span_is(word, "interface")) {
        if (abi_at_end(&reader) || abi_span_is(word, "runtime"))
            return false;
        status = abi_next_line(&reader);
        if (status == HX_OK)
            status = abi_take(&reader, "a word", &word);
    }
    if (status == HX_OK)
        status = abi_take(&reader, "an interface's name", &name);
    if (status == HX_OK)
        status = abi_take_version(&reader, 3, &version);
    if (status != HX_OK)
        return false;
    *interface = (struct hx_abi_interface){name.start, name.size, version};
    return true;
}
