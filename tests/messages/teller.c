/* SPDX-License-Identifier: MIT */
#include <stdarg.h>

#define WORD_MAX 16

struct words {
    char text[512];
    char *word[WORD_MAX];
    size_t count;
};

/* Room for the longest answer. */
struct page {
    char text[1024];
    size_t size;
};

static hx_status split(struct words *words, const struct hx_request *request)
{
    char *at = words->text;

    if (request->payload.size >= sizeof(words->text))
        return HX_ERR_NO_SPACE;
    memcpy(words->text, request->payload.data, request->payload.size);
    words->text[request->payload.size] = '\0';
    words->count = 0;
    while (*at != '\0' && words->count < WORD_MAX) {
        words->word[words->count++] = at;
        while (*at != '\0' && *at != ' ')
            at++;
        if (*at == ' ')
            *at++ = '\0';
    }
    return HX_OK;
}

static unsigned digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* In place: two digits become one byte. */
static struct hx_value read_bytes(char *text)
{
    const size_t size = strlen(text) / 2;

    for (size_t i = 0; i < size; i++)
        text[i] = (char)(digit(text[2 * i]) * 16 + digit(text[2 * i + 1]));
    return hx_value_from_bytes(text, size);
}

static struct hx_value read_value(char *text)
{
    struct hx_value value = {.kind = HX_VALUE_EMPTY};

    switch (text[0]) {
    case 'i':
        value.kind = HX_VALUE_INTEGER;
        value.integer = (struct hx_integer){0, text[2] == '-'};
        for (const char *c = text + 2 + (text[2] == '-'); *c != '\0'; c++)
            value.integer.magnitude = value.integer.magnitude * 10 + digit(*c);
        return value;
    case 't':
        return hx_value_from_text(text + 2);
    case 'b':
        return read_bytes(text + 2);
    case 'y':
    case 'n':
        return hx_value_from_bool(text[0] == 'y');
    case 'l':
        value.kind = HX_VALUE_LIST;
        return value;
    case 'm':
        value.kind = HX_VALUE_MAP;
        return value;
    default:
        return value;
    }
}

static void print(struct page *page, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    page->size += hx_format_list(page->text + page->size,
                                 sizeof(page->text) - page->size, format, arguments);
    va_end(arguments);
}

static void print_value(struct page *page, const struct hx_value *value)
{
    const unsigned char *bytes = value->bytes.data;

    if (page->size > 0)
        print(page, " ");
    switch (value->kind) {
    case HX_VALUE_INTEGER:
        print(page, "i:%s%llu", value->integer.is_negative ? "-" : "",
              (unsigned long long)value->integer.magnitude);
        break;
    case HX_VALUE_TEXT:
        print(page, "t:%s", value->text);
        break;
    case HX_VALUE_BOOLEAN:
        print(page, value->boolean ? "y" : "n");
        break;
    case HX_VALUE_BYTES:
        print(page, "b:");
        for (size_t i = 0; i < value->bytes.size; i++)
            print(page, "%02x", bytes[i]);
        break;
    default:
        print(page, "e");
        break;
    }
}

static hx_status send(const struct hx_request *request, enum hx_message_type type,
                      struct hx_response *response)
{
    static _Alignas(16) unsigned char room[1024];
    struct hx_buffer memory = {.data = room, .capacity = sizeof(room)};
    struct hx_value values[WORD_MAX];
    struct page page = {.size = 0};
    struct words words;
    struct hx_message answer = {.value_count = 0};
    struct hx_message message = {
        .source = "teller",
        .type = type,
        .values = values,
        .id = 7,
    };
    hx_status status = split(&words, request);

    if (status != HX_OK || words.count < 3)
        return HX_ERR_INVALID;
    message.target = words.word[0];
    message.operation = words.word[2];
    for (size_t i = 3; i < words.count; i++)
        values[message.value_count++] = read_value(words.word[i]);
    status = hx_interface_handle_message(hx_registry_get_by_name(words.word[0]),
                                         words.word[1], &message, &answer, &memory);
    if (status != HX_OK)
        return status;
    for (size_t i = 0; i < answer.value_count; i++)
        print_value(&page, &answer.values[i]);
    if (type != HX_MESSAGE_NOTIFY &&
        (!answer.is_response || answer.id != 7 || strcmp(answer.target, "teller") != 0))
        return hx_fail(HX_ERR_INTERNAL, "the answer to another message");
    return hx_respond(response, page.text, page.size);
}

hx_status teller_request_call(struct teller *self, const struct hx_request *request,
                              struct hx_response *response)
{
    (void)self;
    return send(request, HX_MESSAGE_REQUEST, response);
}

hx_status teller_request_notify(struct teller *self, const struct hx_request *request,
                                struct hx_response *response)
{
    (void)self;
    return send(request, HX_MESSAGE_NOTIFY, response);
}

static void print_integer(struct page *page, int64_t number)
{
    const struct hx_value value = hx_value_from_i64(number);

    print_value(page, &value);
}

static void print_bytes(struct page *page, const void *data, size_t size)
{
    const struct hx_value value = hx_value_from_bytes(data, size);

    print_value(page, &value);
}

/* With the values that test_boot.py sends. */
static void call_typed(struct teller *self, const char *operation, struct page *page)
{
    uint32_t in = 4, out = 0, both = 21;
    const struct cell cells[] = {{1, 2}, {3, 4}, {5, 6}, {7, 8}};
    struct cell seen[4] = {{0, 0}};
    const union corner corner = {.whole = 0x0201};
    char copy[3];

    if (strcmp(operation, "one") == 0) {
        print_integer(page, teller_shape_one(self, &in, &out, &both));
        print_bytes(page, &out, sizeof(out));
        print_bytes(page, &both, sizeof(both));
    } else if (strcmp(operation, "many") == 0) {
        print_integer(page, teller_shape_many(self, cells, seen, 2));
        print_bytes(page, seen, sizeof(seen));
    } else if (strcmp(operation, "bytes") == 0) {
        print_integer(page, teller_shape_bytes(self, "\xab\xcd\xef", copy, 3));
        print_bytes(page, copy, sizeof(copy));
    } else if (strcmp(operation, "name") == 0) {
        print(page, "t:%s", teller_shape_name(self, "xy"));
    } else if (strcmp(operation, "where") == 0) {
        print(page, "i:%llu",
              (unsigned long long)(uintptr_t)teller_shape_where(self, (void *)4096));
    } else if (strcmp(operation, "flag") == 0) {
        print(page, teller_shape_flag(self, true) ? "y" : "n");
    } else if (strcmp(operation, "negative") == 0) {
        print_integer(page, teller_shape_negative(self, -7));
    } else if (strcmp(operation, "state") == 0) {
        print_integer(page, teller_shape_state(self, HX_EVENT_SHUTDOWN));
    } else if (strcmp(operation, "area") == 0) {
        print_integer(page, teller_shape_area(self, cells[1], corner));
    } else if (strcmp(operation, "fails") == 0) {
        print_integer(page, teller_shape_fails(self, 9));
    } else {
        teller_shape_nothing(self);
        print(page, "e");
    }
}

hx_status teller_request_typed(struct teller *self, const struct hx_request *request,
                               struct hx_response *response)
{
    struct page page = {.size = 0};
    struct words words;
    hx_status status = split(&words, request);

    if (status != HX_OK || words.count != 1)
        return HX_ERR_INVALID;
    call_typed(self, words.word[0], &page);
    return hx_respond(response, page.text, page.size);
}

hx_status teller_request_operations(struct teller *self,
                                    const struct hx_request *request,
                                    struct hx_response *response)
{
    const struct hx_module *module;
    const char *operations[16];
    struct page page = {.size = 0};
    struct words words;
    hx_version version = 0;
    size_t count;
    hx_status status = split(&words, request);

    (void)self;
    if (status != HX_OK || words.count != 2)
        return HX_ERR_INVALID;
    module = hx_registry_get_by_name(words.word[0]);
    status = hx_interface_version(module, words.word[1], &version);
    if (status != HX_OK)
        return status;
    print(&page, "%s %u.%u:", hx_interface_name(module, 0), HX_VERSION_MAJOR(version),
          HX_VERSION_MINOR(version));
    count = hx_interface_supported_operations(module, words.word[1], operations, 16);
    for (size_t i = 0; i < count; i++)
        print(&page, " %s", operations[i]);
    return hx_respond(response, page.text, page.size);
}

hx_status teller_request_from(struct teller *self, const struct hx_request *request,
                              struct hx_response *response)
{
    const struct hx_module *modules[8];
    const struct hx_module *primary;
    struct page page = {.size = 0};
    struct words words;
    hx_version lowest;
    size_t count;
    hx_status status = split(&words, request);

    (void)self;
    if (status != HX_OK || words.count != 2)
        return HX_ERR_INVALID;
    lowest = HX_VERSION(digit(words.word[1][0]), digit(words.word[1][2]), 0);
    count = hx_interface_implementors_from(words.word[0], lowest, modules, 8);
    primary = hx_interface_primary_from(words.word[0], lowest);
    print(&page, "%s:", primary != NULL ? primary->info->name : "-");
    for (size_t i = 0; i < count; i++)
        print(&page, " %s", modules[i]->info->name);
    return hx_respond(response, page.text, page.size);
}
