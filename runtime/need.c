/* SPDX-License-Identifier: MIT */
#include "need.h"

#include <helix/fmt.h>
#include <helix/interface.h>
#include <helix/status.h>
#include <helix/string.h>

#define VERSION_FORMAT "%u.%u.%u"
#define VERSION_ARGUMENTS(version) \
    HX_VERSION_MAJOR(version), HX_VERSION_MINOR(version), HX_VERSION_PATCH(version)

bool hx_module_serves(const struct hx_module *module, const char *name)
{
    if (strcmp(module->info->name, name) == 0)
        return true;
    return hx_module_provides(module, name);
}

bool hx_module_provides(const struct hx_module *module, const char *capability)
{
    for (uint32_t i = 0; i < module->info->provides_count; i++)
        if (strcmp(module->info->provides[i], capability) == 0)
            return true;
    return false;
}

bool hx_module_implements(const struct hx_module *module, const char *interface)
{
    for (uint32_t i = 0; i < module->implementation_count; i++)
        if (strcmp(module->implementations[i].interface->name, interface) == 0)
            return true;
    return false;
}

bool hx_need_is_served_by(const struct hx_need *need, const struct hx_module *module)
{
    if (need->binding == NULL)
        return hx_module_serves(module, need->entry->name);
    if (need->provider == NULL)
        return hx_module_implements(module, need->entry->name);
    return need->provider == module;
}

bool hx_module_needs(const struct hx_module *user, const struct hx_module *server)
{
    struct hx_need need = {.user = user};

    while (hx_need_next(&need))
        if (hx_need_is_served_by(&need, server))
            return true;
    return false;
}

void hx_server_walk_begin(struct hx_server_walk *servers, const struct hx_need *need,
                          const struct hx_module *newcomer)
{
    servers->need = need;
    servers->newcomer = newcomer;
    hx_need_walk(need, &servers->walk);
}

const struct hx_module *hx_server_walk_next(struct hx_server_walk *servers)
{
    const struct hx_need *need = servers->need;
    const struct hx_module *newcomer = servers->newcomer;
    const struct hx_module *server;

    while ((server = hx_walk_next(&servers->walk)) != NULL)
        if (need->provider == NULL || hx_registry_get(server->control->id) == server)
            return server;
    servers->newcomer = NULL;
    if (newcomer != NULL && hx_need_is_served_by(need, newcomer))
        return newcomer;
    return NULL;
}

const struct hx_module *hx_server_walk_next_fit(struct hx_server_walk *servers)
{
    const struct hx_module *server;

    while ((server = hx_server_walk_next(servers)) != NULL)
        if (hx_need_fits(servers->need, server))
            break;
    return server;
}

/* A constraint is an interval with both ends included: written in the spec's terms. */
static void format_constraint(const struct hx_dependency *entry, char *text,
                              size_t size)
{
    hx_version end = entry->highest + 1;
    size_t length = 0;

    *text = '\0';
    if (entry->lowest == entry->highest) {
        hx_format(text, size, " == " VERSION_FORMAT, VERSION_ARGUMENTS(entry->lowest));
        return;
    }
    if (entry->lowest != 0)
        length = hx_format(text, size, " >= " VERSION_FORMAT,
                           VERSION_ARGUMENTS(entry->lowest));
    if (entry->highest == HX_VERSION_MAX)
        return;
    if (HX_VERSION_PATCH(end) == 0)
        hx_format(text + length, size - length, " < " VERSION_FORMAT,
                  VERSION_ARGUMENTS(end));
    else
        hx_format(text + length, size - length, " <= " VERSION_FORMAT,
                  VERSION_ARGUMENTS(entry->highest));
}

static hx_version version_of(const struct hx_need *need, const struct hx_module *server)
{
    const struct hx_implementation *served = NULL;

    if (need->binding != NULL)
        served = hx_interface_implementation(server, need->binding->interface);
    return served != NULL ? served->version : server->info->version;
}

void hx_need_describe_misfit(const struct hx_need *need, const struct hx_module *server,
                             char *text, size_t size)
{
    const char *name = need->entry->name;
    hx_version found = version_of(need, server);
    char constraint[48];
    size_t length;

    format_constraint(need->entry, constraint, sizeof(constraint));
    length = hx_format(text, size, "'%s'%s, found " VERSION_FORMAT, name, constraint,
                       VERSION_ARGUMENTS(found));
    if (length < size && strcmp(server->info->name, name) != 0)
        hx_format(text + length, size - length, " of '%s'", server->info->name);
}

hx_status hx_need_check(const struct hx_need *need, const struct hx_module *newcomer)
{
    const char *user = need->user->info->name;
    const char *name = need->entry->name;
    const struct hx_module *server;
    struct hx_server_walk servers;
    char misfit[HX_FAIL_DETAIL_SIZE];

    hx_server_walk_begin(&servers, need, newcomer);
    if (need->entry->optional || hx_server_walk_next_fit(&servers) != NULL)
        return HX_OK;

    hx_server_walk_begin(&servers, need, newcomer);
    server = hx_server_walk_next(&servers);
    if (need->binding != NULL && server == need->user)
        server = hx_server_walk_next(&servers);
    if (server != NULL) {
        hx_need_describe_misfit(need, server, misfit, sizeof(misfit));
        return hx_fail(HX_ERR_VERSION, "'%s' needs %s", user, misfit);
    }
    if (need->binding == NULL)
        return hx_fail(HX_ERR_DEPENDENCY,
                       "'%s' needs '%s': no module or capability has that name", user,
                       name);
    if (need->provider == NULL)
        return hx_fail(HX_ERR_DEPENDENCY,
                       "'%s' needs '%s': no other module implements it", user, name);
    return hx_fail(HX_ERR_DEPENDENCY,
                   "'%s' needs '%s' of '%s', which is not registered", user, name,
                   need->provider->info->name);
}
