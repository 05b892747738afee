/* SPDX-License-Identifier: MIT */
/*
 * What GLib takes: look-ups in a hash table of names, and a signal with ten handlers.
 * Names are lines on the standard input: those that are in the table, an empty line,
 * and those that are asked for.
 */
#include <glib-object.h>
#include <stdio.h>
#include <string.h>

#define LINE_SIZE 300
#define HANDLER_COUNT 10
#define TIMES 1024

static GHashTable *table;
static GPtrArray *queries;
static guint ping;
static guint heard;

typedef struct {
    GObject parent;
} Emitter;

typedef struct {
    GObjectClass parent;
} EmitterClass;

GType emitter_get_type(void);
G_DEFINE_TYPE(Emitter, emitter, G_TYPE_OBJECT)

static void emitter_init(Emitter *self)
{
    (void)self;
}

static void emitter_class_init(EmitterClass *class)
{
    ping = g_signal_new("ping", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL,
                        NULL, NULL, G_TYPE_NONE, 0);
}

static void hear(Emitter *self, gpointer data)
{
    (void)self;
    (void)data;
    heard++;
}

guint bench_look_up(void);
void bench_emit(Emitter *emitter);

__attribute__((noinline)) guint bench_look_up(void)
{
    guint found = 0;

    for (guint i = 0; i < queries->len; i++)
        found += g_hash_table_lookup(table, g_ptr_array_index(queries, i)) != NULL;
    return found;
}

__attribute__((noinline)) void bench_emit(Emitter *emitter)
{
    for (guint i = 0; i < TIMES; i++)
        g_signal_emit(emitter, ping, 0);
}

static void read_names(void)
{
    char line[LINE_SIZE];
    gboolean asked = FALSE;

    table = g_hash_table_new(g_str_hash, g_str_equal);
    queries = g_ptr_array_new();
    while (fgets(line, sizeof(line), stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '\0')
            asked = TRUE;
        else if (asked)
            g_ptr_array_add(queries, g_strdup(line));
        else
            g_hash_table_insert(table, g_strdup(line), GINT_TO_POINTER(1));
    }
}

int main(void)
{
    Emitter *emitter = g_object_new(emitter_get_type(), NULL);

    read_names();
    printf("found %u of %u\n", bench_look_up(), queries->len);
    for (guint i = 0; i < HANDLER_COUNT; i++)
        g_signal_connect(emitter, "ping", G_CALLBACK(hear), NULL);
    bench_emit(emitter);
    printf("heard %u\n", heard);
    g_object_unref(emitter);
    return heard == HANDLER_COUNT * TIMES ? 0 : 1;
}
