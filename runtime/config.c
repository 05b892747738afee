/* SPDX-License-Identifier: MIT */
#include <helix/config.h>
#include <helix/string.h>

const char *hx_config(const struct hx_context *ctx, const char *key)
{
    if (ctx == NULL || key == NULL)
        return NULL;
    for (uint32_t i = 0; i < ctx->module->config_count; i++) {
        const struct hx_config_entry *entry = &ctx->module->config[i];

        if (strcmp(entry->key, key) == 0)
            return entry->value;
    }
    return NULL;
}

const char *hx_config_or(const struct hx_context *ctx, const char *key,
                         const char *fallback)
{
    const char *value = hx_config(ctx, key);

    return value != NULL ? value : fallback;
}

bool hx_config_u64(const struct hx_context *ctx, const char *key, uint64_t *value)
{
    const char *text = hx_config(ctx, key);
    uint64_t number = 0;

    if (text == NULL || *text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        unsigned digit = (unsigned)(unsigned char)*text - '0';

        if (digit > 9 || number > (UINT64_MAX - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    *value = number;
    return true;
}
