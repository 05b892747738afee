/* SPDX-License-Identifier: MIT */
/* Commands that list what is in the kernel. */
#include "commands.h"
#include "output.h"

#include <helix/health.h>
#include <helix/image.h>
#include <helix/loader.h>

void shell_print_flags(struct shell *self, uint32_t flags)
{
    const char *separator = "";

    for (uint32_t flag = 1; flag != 0; flag <<= 1) {
        if ((flags & flag) == 0)
            continue;
        shell_print(self, "%s%s", separator, hx_module_flag_name(flag));
        separator = "|";
    }
    if (*separator == '\0')
        shell_print(self, "-");
}

const char *shell_file_of(const struct hx_module *module)
{
    return hx_image.loader != NULL ? hx_image.loader->file_of(module) : NULL;
}

static void print_module_line(struct shell *self, const struct hx_module *module)
{
    const struct hx_module_info *info = module->info;
    const char *file = shell_file_of(module);

    shell_print(self, "%u %s %u.%u.%u %s ", (unsigned)module->control->id, info->name,
                HX_VERSION_MAJOR(info->version), HX_VERSION_MINOR(info->version),
                HX_VERSION_PATCH(info->version),
                hx_module_state_name(hx_module_state_of(module)));
    shell_print_flags(self, info->flags);
    if (file != NULL) {
        shell_print(self, " ");
        shell_print_plain(self, (struct hx_bytes){file, strlen(file)});
    }
    shell_print(self, "\n");
}

hx_status shell_show_modules(struct shell *self, const struct shell_words *words)
{
    const struct hx_module *module = NULL;

    (void)words;
    while ((module = hx_registry_next(module)) != NULL)
        print_module_line(self, module);
    return HX_OK;
}

static void print_unlisted(struct shell *self, size_t count)
{
    if (count > SHELL_LIST_MAX)
        shell_print(self, " and %zu more", count - SHELL_LIST_MAX);
}

hx_status shell_show_providers(struct shell *self, const struct shell_words *words)
{
    const struct hx_module *modules[SHELL_LIST_MAX];
    size_t count = hx_registry_providers(words->word[1], modules, SHELL_LIST_MAX);

    if (count == 0)
        return hx_fail(HX_ERR_NOT_FOUND, "no module provides '%s'", words->word[1]);
    for (size_t i = 0; i < count && i < SHELL_LIST_MAX; i++)
        print_module_line(self, modules[i]);
    if (count > SHELL_LIST_MAX)
        shell_print(self, "and %zu more\n", count - SHELL_LIST_MAX);
    return HX_OK;
}

static void print_interface(struct shell *self, const struct hx_interface *interface)
{
    const struct hx_module *modules[SHELL_LIST_MAX];
    const struct hx_module *primary = hx_interface_primary(interface->name);
    size_t count = hx_interface_implementors(interface->name, modules, SHELL_LIST_MAX);

    shell_print(self, "%s %u.%u:", interface->name,
                HX_VERSION_MAJOR(interface->version),
                HX_VERSION_MINOR(interface->version));
    for (size_t i = 0; i < count && i < SHELL_LIST_MAX; i++)
        shell_print(self, " %s%s", modules[i]->info->name,
                    modules[i] == primary ? " (primary)" : "");
    print_unlisted(self, count);
    shell_print(self, "%s\n", count == 0 ? " -" : "");
}

hx_status shell_show_interfaces(struct shell *self, const struct shell_words *words)
{
    const struct hx_interface *interfaces[SHELL_LIST_MAX];
    size_t count = hx_interface_list(interfaces, SHELL_LIST_MAX);

    (void)words;
    for (size_t i = 0; i < count && i < SHELL_LIST_MAX; i++)
        print_interface(self, interfaces[i]);
    if (count > SHELL_LIST_MAX)
        shell_print(self, "and %zu more\n", count - SHELL_LIST_MAX);
    return HX_OK;
}

static void print_subscribers(struct shell *self, enum hx_event_kind kind,
                              const char *name)
{
    const struct hx_module *modules[SHELL_LIST_MAX];
    size_t count = hx_event_subscribers(kind, name, modules, SHELL_LIST_MAX);

    for (size_t i = 0; i < count && i < SHELL_LIST_MAX; i++)
        shell_print(self, " %s", modules[i]->info->name);
    print_unlisted(self, count);
    shell_print(self, "%s\n", count == 0 ? " -" : "");
}

/* Names of events by spelling; there are few. */
static void sort_names(const char *names[], size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const char *name = names[i];
        size_t place = i;

        for (; place > 0 && strcmp(names[place - 1], name) > 0; place--)
            names[place] = names[place - 1];
        names[place] = name;
    }
}

hx_status shell_show_events(struct shell *self, const struct shell_words *words)
{
    /* Custom without a name: those who get what nobody listens to by name. */
    static const enum hx_event_kind kinds[] = {
        HX_EVENT_TICK,        HX_EVENT_SHUTDOWN, HX_EVENT_MEMORY_PRESSURE,
        HX_EVENT_CPU_HOTPLUG, HX_EVENT_CUSTOM,
    };
    const char *names[SHELL_LIST_MAX];
    size_t count = hx_event_names(names, SHELL_LIST_MAX);
    size_t listed = count < SHELL_LIST_MAX ? count : SHELL_LIST_MAX;

    (void)words;
    for (size_t i = 0; i < HX_COUNT_OF(kinds); i++) {
        shell_print(self, "%s:", hx_event_kind_name(kinds[i]));
        print_subscribers(self, kinds[i], "");
    }
    sort_names(names, listed);
    for (size_t i = 0; i < listed; i++) {
        shell_print(self, "\"%s\":", names[i]);
        print_subscribers(self, HX_EVENT_CUSTOM, names[i]);
    }
    if (count > listed)
        shell_print(self, "and %zu more\n", count - listed);
    return HX_OK;
}

static void print_health(struct shell *self, const struct hx_module *module)
{
    const struct hx_restart *policy = module->restart;
    struct hx_health health;

    hx_health_of(module, &health);
    if (!health.polled && policy == NULL)
        return;
    shell_print(self, "%s %s %s", module->info->name,
                hx_module_state_name(hx_module_state_of(module)),
                !health.polled   ? "-"
                : health.healthy ? "healthy"
                                 : "unhealthy");
    if (policy != NULL)
        shell_print(self, ", restarts: %u of %u in %u ms",
                    (unsigned)health.restart_count, (unsigned)policy->max,
                    (unsigned)policy->window_ms);
    if (health.waiting)
        shell_print(self, ", the next in %u ms", (unsigned)health.due_ms);
    shell_print(self, "\n");
}

hx_status shell_show_health(struct shell *self, const struct shell_words *words)
{
    (void)words;
    for (const struct hx_module *module = hx_registry_next(NULL); module != NULL;
         module = hx_registry_next(module))
        print_health(self, module);
    return HX_OK;
}
