/* SPDX-License-Identifier: MIT */
/* `info NAME`: everything that the descriptor and the runtime know of one module. */
#include "commands.h"
#include "output.h"

static void print_version(struct shell *self, hx_version version)
{
    shell_print(self, "%u.%u.%u", HX_VERSION_MAJOR(version), HX_VERSION_MINOR(version),
                HX_VERSION_PATCH(version));
}

/* A constraint is an interval with both ends included: shown in the spec's terms. */
static void print_constraint(struct shell *self, hx_version lowest, hx_version highest)
{
    if (lowest == highest) {
        shell_print(self, " == ");
        print_version(self, lowest);
        return;
    }
    if (lowest != 0) {
        shell_print(self, " >= ");
        print_version(self, lowest);
    }
    if (highest == HX_VERSION_MAX)
        return;
    if (HX_VERSION_PATCH(highest) == 0xffffu) {
        shell_print(self, " < ");
        print_version(self, highest + 1u);
    } else {
        shell_print(self, " <= ");
        print_version(self, highest);
    }
}

static void print_dependencies(struct shell *self, const struct hx_module_info *info)
{
    for (uint32_t i = 0; i < info->dependency_count; i++) {
        const struct hx_dependency *dependency = &info->dependencies[i];

        shell_print(self, "depends on: %s%s", dependency->name,
                    dependency->capability ? " (capability)" : "");
        print_constraint(self, dependency->lowest, dependency->highest);
        shell_print(self, "%s\n", dependency->optional ? " optional" : "");
    }
}

static void print_bindings(struct shell *self, const struct hx_module *module)
{
    for (uint32_t i = 0; i < module->binding_count; i++) {
        const struct hx_binding *binding = &module->bindings[i];
        const struct hx_module *provider = hx_binding_provider(binding);

        shell_print(self, "uses: %s", binding->interface->name);
        print_constraint(self, binding->lowest, binding->highest);
        shell_print(self, " as %s%s, from %s%s\n", binding->handle,
                    binding->optional ? " optional" : "",
                    provider != NULL ? provider->info->name : "nobody",
                    binding->direct ? " directly" : "");
    }
}

static void print_text(struct shell *self, const char *text)
{
    shell_print_plain(self, (struct hx_bytes){text, strlen(text)});
}

static void print_config(struct shell *self, const struct hx_module *module)
{
    for (uint32_t i = 0; i < module->config_count; i++) {
        const struct hx_config_entry *entry = &module->config[i];

        shell_print(self, "config: %s", entry->key);
        if (entry->value != NULL) {
            shell_print(self, " = ");
            print_text(self, entry->value);
        }
        shell_print(self, " (%s", entry->type);
        if (entry->default_text != NULL) {
            shell_print(self, ", default ");
            print_text(self, entry->default_text);
        }
        if (entry->range != NULL)
            shell_print(self, ", range %s", entry->range);
        shell_print(self, ")\n");
    }
}

static void print_interfaces(struct shell *self, const struct hx_module *module)
{
    for (uint32_t i = 0; i < module->implementation_count; i++) {
        const struct hx_implementation *served = &module->implementations[i];

        shell_print(self, "implements: %s %u.%u\n", served->interface->name,
                    HX_VERSION_MAJOR(served->version),
                    HX_VERSION_MINOR(served->version));
    }
}

static void print_requests(struct shell *self, const struct hx_module *module)
{
    if (module->request_type_count > 0) {
        shell_print(self, "requests:");
        for (uint32_t i = 0; i < module->request_type_count; i++)
            shell_print(self, " %s", module->request_types[i]);
        shell_print(self, "\n");
    } else if (module->ops->handle_request != NULL) {
        shell_print(self, "requests: decided by its handle_request\n");
    }
}

static void print_events(struct shell *self, const struct hx_module *module)
{
    if (module->subscription_count > 0) {
        shell_print(self, "events:");
        for (uint32_t i = 0; i < module->subscription_count; i++) {
            const struct hx_subscription *entry = &module->subscriptions[i];

            if (entry->custom != NULL)
                shell_print(self, " \"%s\"", entry->custom);
            else
                shell_print(self, " %s", hx_event_kind_name(entry->kind));
        }
        shell_print(self, "\n");
    } else if (module->ops->handle_event != NULL) {
        shell_print(self, "events: decided by its handle_event\n");
    }
}

static void print_origin(struct shell *self, const struct hx_module *module)
{
    const char *file = shell_file_of(module);

    if (file == NULL)
        return;
    shell_print(self, "loaded from: ");
    shell_print_plain(self, (struct hx_bytes){file, strlen(file)});
    shell_print(self, "\n");
}

static void print_state(struct shell *self, const struct hx_module *module)
{
    const struct hx_control *control = module->control;

    shell_print(self, "state: %s", hx_module_state_name(hx_module_state_of(module)));
    if (control->skipped)
        shell_print(self, ", skipped");
    if (control->status != HX_OK)
        shell_print(self, ", last failure %s",
                    hx_status_name((hx_status)control->status));
    if (control->event_errors != 0)
        shell_print(self, ", %u events failed", (unsigned)control->event_errors);
    shell_print(self, "\n");
}

static void print_holdings(struct shell *self, const struct hx_module *module)
{
    const char *kinds[SHELL_LIST_MAX];
    size_t count = hx_resource_list(module, kinds, SHELL_LIST_MAX);

    if (count == 0)
        return;
    shell_print(self, "holds:");
    for (size_t i = 0; i < count && i < SHELL_LIST_MAX; i++)
        shell_print(self, " %s", kinds[i]);
    if (count > SHELL_LIST_MAX)
        shell_print(self, " and %zu more", count - SHELL_LIST_MAX);
    shell_print(self, "\n");
}

static void print_restart(struct shell *self, const struct hx_restart *policy)
{
    if (policy != NULL)
        shell_print(self, "restart: %u times in %u ms, the first after %u ms\n",
                    (unsigned)policy->max, (unsigned)policy->window_ms,
                    (unsigned)policy->backoff_ms);
}

hx_status shell_describe_module(struct shell *self, const struct shell_words *words)
{
    const struct hx_module *module = hx_registry_get_by_name(words->word[1]);
    const struct hx_module_info *info;

    if (module == NULL)
        return hx_fail(HX_ERR_NOT_FOUND, "no module '%s'; 'list' shows all",
                       words->word[1]);
    info = module->info;
    shell_print(self, "name: %s\nversion: ", info->name);
    print_version(self, info->version);
    shell_print(self, "\ndescription: ");
    print_text(self, info->description);
    shell_print(self, "\nauthor: ");
    print_text(self, info->author);
    shell_print(self, "\nlicense: ");
    print_text(self, info->license);
    shell_print(self, "\nflags: ");
    shell_print_flags(self, info->flags);
    shell_print(self, "\n");
    print_origin(self, module);
    print_state(self, module);
    print_dependencies(self, info);
    print_bindings(self, module);
    for (uint32_t i = 0; i < info->provides_count; i++)
        shell_print(self, "provides: %s\n", info->provides[i]);
    print_interfaces(self, module);
    print_config(self, module);
    print_requests(self, module);
    print_events(self, module);
    print_restart(self, module->restart);
    print_holdings(self, module);
    return HX_OK;
}
