/* SPDX-License-Identifier: MIT */
#include "memo.h"

/* What an entry of a key and a text takes; 0: no memory is as large. */
static size_t entry_size(size_t key_size, size_t text_size)
{
    const size_t head = sizeof(struct memo_entry) + key_size;

    return text_size <= SIZE_MAX - head ? head + text_size : 0;
}

static size_t size_of(const struct memo_entry *entry)
{
    return entry_size(entry->key_size, entry->text_size);
}

static const char *key_of(const struct memo_entry *entry)
{
    return (const char *)(entry + 1);
}

struct hx_bytes memo_text_of(const struct memo_entry *entry)
{
    return (struct hx_bytes){key_of(entry) + entry->key_size, entry->text_size};
}

/* FNV-1a, 32 bits */
static uint32_t hash_of(struct hx_bytes key)
{
    const uint8_t *bytes = key.data;
    uint32_t hash = UINT32_C(2166136261);

    for (size_t i = 0; i < key.size; i++)
        hash = (hash ^ bytes[i]) * UINT32_C(16777619);
    return hash;
}

struct memo_entry *memo_find(const struct memo *self, struct hx_bytes key)
{
    const uint32_t hash = hash_of(key);
    struct memo_entry *entry = self->buckets[hash % MEMO_BUCKETS];

    while (entry != NULL && (entry->hash != hash || entry->key_size != key.size ||
                             memcmp(key_of(entry), key.data, key.size) != 0))
        entry = entry->next_in_bucket;
    return entry;
}

static void link_newest(struct memo *self, struct memo_entry *entry)
{
    entry->newer = NULL;
    entry->older = self->newest;
    if (entry->older != NULL)
        entry->older->newer = entry;
    else
        self->oldest = entry;
    self->newest = entry;
}

static void unlink_age(struct memo *self, struct memo_entry *entry)
{
    if (entry->newer != NULL)
        entry->newer->older = entry->older;
    else
        self->newest = entry->older;
    if (entry->older != NULL)
        entry->older->newer = entry->newer;
    else
        self->oldest = entry->newer;
}

void memo_touch(struct memo *self, struct memo_entry *entry)
{
    unlink_age(self, entry);
    link_newest(self, entry);
}

void memo_remove(struct memo *self, struct memo_entry *entry)
{
    struct memo_entry **link = &self->buckets[entry->hash % MEMO_BUCKETS];
    const size_t size = size_of(entry);
    hx_status status;

    while (*link != entry)
        link = &(*link)->next_in_bucket;
    *link = entry->next_in_bucket;
    unlink_age(self, entry);
    self->count--;
    self->used -= size;
    status = memo_memory_free(self, entry, size);
    if (status != HX_OK)
        hx_log_error("memo: %p is not taken back: %s", (void *)entry,
                     hx_fail_detail(status));
}

static void evict_oldest(struct memo *self)
{
    memo_remove(self, self->oldest);
    self->evictions++;
}

void memo_shrink(struct memo *self, size_t size)
{
    while (self->used > size)
        evict_oldest(self);
}

static struct memo_entry *allocate(struct memo *self, size_t size)
{
    for (;;) {
        struct memo_entry *entry =
            memo_memory_alloc(self, size, _Alignof(struct memo_entry));

        if (entry != NULL || self->count == 0)
            return entry;
        evict_oldest(self);
    }
}

bool memo_add(struct memo *self, struct hx_bytes key, struct hx_bytes text)
{
    const size_t limit = (size_t)self->config->limit_kib * 1024u;
    const size_t size = entry_size(key.size, text.size);
    struct memo_entry *entry;

    if (size == 0 || size > limit)
        return false;
    memo_shrink(self, limit - size);
    entry = allocate(self, size);
    if (entry == NULL)
        return false;
    *entry = (struct memo_entry){
        .hash = hash_of(key),
        .key_size = (uint32_t)key.size,
        .text_size = text.size,
    };
    memcpy(entry + 1, key.data, key.size);
    if (text.size > 0)
        memcpy((char *)(entry + 1) + key.size, text.data, text.size);
    entry->next_in_bucket = self->buckets[entry->hash % MEMO_BUCKETS];
    self->buckets[entry->hash % MEMO_BUCKETS] = entry;
    link_newest(self, entry);
    self->count++;
    self->used += size;
    return true;
}
