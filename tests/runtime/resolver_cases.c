/* SPDX-License-Identifier: MIT */
/*
 * Does to a registry and to graphs what stands in a file, and prints what comes of
 * it, a line each: for test_resolver_random.py, which says the same in Python. Words
 * are separated by white space; versions are packed, as numbers.
 *
 *   module NAME VERSION FLAGS             makes one; the entries below are the last's
 *   needs NAME LOWEST HIGHEST OPTIONAL
 *   provides NAME
 *   implements INTERFACE VERSION
 *   uses INTERFACE LOWEST HIGHEST OPTIONAL
 *   binds NUMBER INTERFACE OPTIONAL NUMBER   of two modules, from 0
 *   image COUNT                           of the first ones
 *   register NUMBER, unregister NUMBER
 *   resolve NUMBER, unload NUMBER
 *   graph COUNT ID... COUNT FROM TO...    sorts it
 *   end                                   what follows is a registry of its own
 */
#include "fake_port.h"
#include "made_image.h"

#include <helix/graph.h>
#include <helix/resolver.h>
#include <helix/status.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MODULE_MAX 256
#define NODE_MAX (MODULE_MAX + 1)
#define EDGE_MAX 4096

static char **words;
static size_t word_count;
static size_t word_at;

static struct made_module *modules[MODULE_MAX];
static uint32_t module_count;

static void give_up(void)
{
    fprintf(stderr, "resolver_cases: word %zu makes no sense\n", word_at);
    exit(2);
}

static void read_words(const char *path)
{
    FILE *file = fopen(path, "r");
    size_t capacity = 0;
    char word[64];

    while (file != NULL && fscanf(file, "%63s", word) == 1) {
        if (word_count == capacity) {
            capacity = capacity * 2 + 1024;
            words = realloc(words, capacity * sizeof(*words));
            if (words == NULL)
                exit(2);
        }
        words[word_count++] = strdup(word);
    }
    if (file == NULL || fclose(file) != 0)
        exit(2);
}

static const char *read_word(void)
{
    if (word_at == word_count)
        give_up();
    return words[word_at++];
}

static uint64_t read_number(void)
{
    return strtoull(read_word(), NULL, 10);
}

static struct made_module *read_module(void)
{
    uint64_t number = read_number();

    if (number >= module_count)
        give_up();
    return modules[number];
}

static struct made_module *last(void)
{
    if (module_count == 0)
        give_up();
    return modules[module_count - 1];
}

static void print_result(hx_status status, const struct hx_module *order[],
                         size_t count)
{
    if (status != HX_OK) {
        printf("%s: %s\n", hx_status_name(status), hx_fail_detail(status));
        return;
    }
    printf("HX_OK:");
    for (size_t i = 0; i < count; i++)
        printf(" %s", order[i]->info->name);
    printf("\n");
}

static void run_resolve(void)
{
    const struct made_module *made = read_module();
    static struct hx_resolver_node nodes[NODE_MAX];
    const struct hx_module *order[NODE_MAX];
    struct hx_resolver resolver = {nodes, hx_resolver_node_count()};
    hx_status status;
    size_t count = 0;
    bool can;

    /* What an earlier call has left there makes no difference. */
    can = hx_resolver_can_satisfy(&resolver, &made->module);
    status = hx_resolver_resolve(&resolver, &made->module, order, NODE_MAX, &count);
    print_result(status, order, count);
    if (can != (status == HX_OK))
        printf("can_satisfy says %d\n", can);
}

static void run_unload(void)
{
    const struct made_module *made = read_module();
    static struct hx_resolver_node nodes[NODE_MAX];
    const struct hx_module *order[NODE_MAX];
    struct hx_resolver resolver = {nodes, hx_resolver_node_count()};
    size_t count = 0;
    hx_status status =
        hx_resolver_unload_order(&resolver, made->control.id, order, NODE_MAX, &count);

    print_result(status, order, count);
}

/* Then what the log says. */
static void run_register(void)
{
    struct made_module *made = read_module();

    fake_console_clear();
    print_result(hx_registry_register(&made->module, &made->room, NULL), NULL, 0);
    printf("%s", fake_console());
}

static void run_unregister(void)
{
    struct made_module *made = read_module();

    print_result(hx_registry_unregister(made->control.id), NULL, 0);
    /* One that was registered may come again. */
    if (made->control.state == HX_STATE_UNLOADING &&
        made->control.id >= hx_registry_count())
        memset(&made->control, 0, sizeof(made->control));
}

static void run_graph(void)
{
    static struct hx_graph_node nodes[MODULE_MAX];
    static struct hx_graph_edge edges[EDGE_MAX];
    uint32_t order[MODULE_MAX];
    struct hx_graph graph;
    hx_status status = HX_OK;
    uint64_t left = read_number();
    size_t count = 0;

    hx_graph_init(&graph, nodes, MODULE_MAX, edges, EDGE_MAX);
    while (left-- > 0 && status == HX_OK)
        status = hx_graph_add_module(&graph, (uint32_t)read_number());
    left = read_number();
    while (left-- > 0 && status == HX_OK) {
        uint32_t from = (uint32_t)read_number();

        status = hx_graph_add_dependency(&graph, from, (uint32_t)read_number());
    }
    if (status == HX_OK)
        status = hx_graph_topological_sort(&graph, order, MODULE_MAX, &count);
    printf("%s:", hx_status_name(status));
    for (size_t i = 0; i < count; i++)
        printf(" %u", order[i]);
    count = hx_graph_has_cycle(&graph, order, MODULE_MAX);
    if (count > 0)
        printf(" cycle");
    for (size_t i = 0; i < count; i++)
        printf(" %u", order[i]);
    printf("\n");
}

static void make_module(void)
{
    const char *name = read_word();
    hx_version version = read_number();

    if (module_count == MODULE_MAX)
        give_up();
    modules[module_count++] = made_module(name, version, (uint32_t)read_number());
}

static void add_need(void)
{
    struct hx_dependency dependency = {.name = read_word()};

    dependency.lowest = read_number();
    dependency.highest = read_number();
    dependency.optional = read_number() != 0;
    made_needs(last(), dependency);
}

static void add_capability(void)
{
    made_provides(last(), read_word());
}

static void add_implementation(void)
{
    const char *interface = read_word();

    made_implements(last(), interface, read_number());
}

static void add_use(void)
{
    struct hx_binding binding = {.interface = made_interface(read_word())};

    binding.lowest = read_number();
    binding.highest = read_number();
    binding.optional = read_number() != 0;
    made_uses(last(), binding);
}

static void add_bound(void)
{
    struct made_module *user = read_module();
    struct hx_binding binding = {.interface = made_interface(read_word())};

    binding.optional = read_number() != 0;
    binding.provider = &read_module()->module;
    made_uses(user, binding);
}

static void make_image(void)
{
    made_image(modules, (uint32_t)read_number());
}

static void run_case(void)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } commands[] = {
        {"module", make_module},
        {"needs", add_need},
        {"provides", add_capability},
        {"implements", add_implementation},
        {"uses", add_use},
        {"binds", add_bound},
        {"image", make_image},
        {"register", run_register},
        {"unregister", run_unregister},
        {"resolve", run_resolve},
        {"unload", run_unload},
        {"graph", run_graph},
    };
    const char *word;

    while (strcmp(word = read_word(), "end") != 0) {
        size_t i = 0;

        while (i < HX_COUNT_OF(commands) && strcmp(commands[i].name, word) != 0)
            i++;
        if (i == HX_COUNT_OF(commands))
            give_up();
        commands[i].run();
    }
}

int main(int argument_count, char **arguments)
{
    if (argument_count != 2)
        return 2;
    read_words(arguments[1]);
    while (word_at < word_count) {
        int status = 0;
        pid_t child;

        fflush(stdout);
        child = fork();
        if (child == 0) {
            run_case();
            return 0;
        }
        if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
            return 1;
        while (strcmp(read_word(), "end") != 0)
            ;
    }
    return 0;
}
