/* SPDX-License-Identifier: MIT */
#include <helix/fmt.h>
#include <helix/string.h>

#include <stdbool.h>
#include <stdint.h>

/* 64 bits in octal. */
#define DIGITS_MAX 22

enum length {
    LENGTH_INT,
    LENGTH_CHAR,
    LENGTH_SHORT,
    LENGTH_LONG,
    LENGTH_LONG_LONG,
    LENGTH_MAX,
    LENGTH_SIZE,
    LENGTH_DIFFERENCE,
};

struct conversion {
    bool left;
    bool plus;
    bool space;
    bool alternate;
    bool zero;
    bool has_precision;
    size_t width;
    size_t precision;
    enum length length;
    char type;
};

struct output {
    hx_format_sink sink;
    void *context;
    size_t length;
};

static void emit(struct output *output, const char *data, size_t size)
{
    if (size == 0)
        return;
    output->sink(output->context, data, size);
    output->length += size;
}

static void emit_repeated(struct output *output, char byte, size_t count)
{
    char run[16];

    /* Mostly there is nothing to fill. */
    if (count == 0)
        return;
    memset(run, byte, sizeof(run));
    for (; count > sizeof(run); count -= sizeof(run))
        emit(output, run, sizeof(run));
    emit(output, run, count);
}

/* A va_list that is a parameter may have no address; a copy in a struct has. */
struct arguments {
    va_list list;
};

static const char *parse_flags(const char *at, struct conversion *conversion)
{
    for (;; at++) {
        switch (*at) {
        case '-':
            conversion->left = true;
            break;
        case '+':
            conversion->plus = true;
            break;
        case ' ':
            conversion->space = true;
            break;
        case '#':
            conversion->alternate = true;
            break;
        case '0':
            conversion->zero = true;
            break;
        default:
            return at;
        }
    }
}

static const char *parse_number(const char *at, size_t *number)
{
    size_t value = 0;

    for (; *at >= '0' && *at <= '9'; at++)
        if (value < INT32_MAX / 10)
            value = value * 10 + (size_t)(*at - '0');
    *number = value;
    return at;
}

static const char *parse_width(const char *at, struct conversion *conversion,
                               struct arguments *arguments)
{
    int width;

    if (*at != '*')
        return parse_number(at, &conversion->width);
    width = va_arg(arguments->list, int);
    if (width < 0)
        conversion->left = true;
    conversion->width = width < 0 ? 0u - (unsigned)width : (unsigned)width;
    return at + 1;
}

static const char *parse_precision(const char *at, struct conversion *conversion,
                                   struct arguments *arguments)
{
    int precision;

    if (*at != '.')
        return at;
    at++;
    conversion->has_precision = true;
    if (*at != '*')
        return parse_number(at, &conversion->precision);
    precision = va_arg(arguments->list, int);
    if (precision < 0)
        conversion->has_precision = false;
    else
        conversion->precision = (size_t)precision;
    return at + 1;
}

static const char *parse_length(const char *at, struct conversion *conversion)
{
    switch (*at) {
    case 'h':
        conversion->length = at[1] == 'h' ? LENGTH_CHAR : LENGTH_SHORT;
        return at[1] == 'h' ? at + 2 : at + 1;
    case 'l':
        conversion->length = at[1] == 'l' ? LENGTH_LONG_LONG : LENGTH_LONG;
        return at[1] == 'l' ? at + 2 : at + 1;
    case 'j':
        conversion->length = LENGTH_MAX;
        break;
    case 'z':
        conversion->length = LENGTH_SIZE;
        break;
    case 't':
        conversion->length = LENGTH_DIFFERENCE;
        break;
    default:
        return at;
    }
    return at + 1;
}

static uint64_t take_unsigned(enum length length, struct arguments *arguments)
{
    switch (length) {
    case LENGTH_CHAR:
        return (unsigned char)va_arg(arguments->list, unsigned);
    case LENGTH_SHORT:
        return (unsigned short)va_arg(arguments->list, unsigned);
    case LENGTH_LONG:
        return va_arg(arguments->list, unsigned long);
    case LENGTH_LONG_LONG:
        return va_arg(arguments->list, unsigned long long);
    case LENGTH_MAX:
        return va_arg(arguments->list, uintmax_t);
    case LENGTH_SIZE:
        return va_arg(arguments->list, size_t);
    case LENGTH_DIFFERENCE:
        return (uint64_t)va_arg(arguments->list, ptrdiff_t);
    case LENGTH_INT:
        break;
    }
    return va_arg(arguments->list, unsigned);
}

static int64_t take_signed(enum length length, struct arguments *arguments)
{
    switch (length) {
    case LENGTH_CHAR:
        return (signed char)va_arg(arguments->list, int);
    case LENGTH_SHORT:
        return (short)va_arg(arguments->list, int);
    case LENGTH_LONG:
        return va_arg(arguments->list, long);
    case LENGTH_LONG_LONG:
        return va_arg(arguments->list, long long);
    case LENGTH_MAX:
        return va_arg(arguments->list, intmax_t);
    case LENGTH_SIZE:
    case LENGTH_DIFFERENCE:
        return va_arg(arguments->list, ptrdiff_t);
    case LENGTH_INT:
        break;
    }
    return va_arg(arguments->list, int);
}

/* Prefix, zeroes for the precision, text, and spaces or zeroes up to the width. */
static void emit_field(struct output *output, const struct conversion *conversion,
                       const char *prefix, size_t zeroes, const char *text, size_t size)
{
    size_t prefix_size = strlen(prefix);
    size_t used = prefix_size + zeroes + size;
    size_t fill = conversion->width > used ? conversion->width - used : 0;

    if (conversion->zero && !conversion->left) {
        zeroes += fill;
        fill = 0;
    }
    if (!conversion->left)
        emit_repeated(output, ' ', fill);
    emit(output, prefix, prefix_size);
    emit_repeated(output, '0', zeroes);
    emit(output, text, size);
    if (conversion->left)
        emit_repeated(output, ' ', fill);
}

static void emit_number(struct output *output, struct conversion *conversion,
                        const char *prefix, uint64_t value, unsigned base)
{
    const char *alphabet =
        conversion->type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    char digits[DIGITS_MAX];
    size_t count = 0;
    size_t zeroes = 0;

    for (uint64_t rest = value; rest > 0; rest /= base)
        digits[DIGITS_MAX - ++count] = alphabet[rest % base];
    if (!conversion->has_precision)
        conversion->precision = 1;
    else
        conversion->zero = false;
    if (conversion->precision > count)
        zeroes = conversion->precision - count;
    if (base == 8 && conversion->alternate && zeroes == 0)
        zeroes = 1;
    emit_field(output, conversion, prefix, zeroes, digits + DIGITS_MAX - count, count);
}

static void convert_signed(struct output *output, struct conversion *conversion,
                           struct arguments *arguments)
{
    int64_t value = take_signed(conversion->length, arguments);
    const char *prefix = conversion->plus ? "+" : conversion->space ? " " : "";

    if (value < 0)
        emit_number(output, conversion, "-", 0 - (uint64_t)value, 10);
    else
        emit_number(output, conversion, prefix, (uint64_t)value, 10);
}

static void convert_hexadecimal(struct output *output, struct conversion *conversion,
                                struct arguments *arguments)
{
    uint64_t value = take_unsigned(conversion->length, arguments);
    const char *prefix = "";

    if (conversion->alternate && value != 0)
        prefix = conversion->type == 'X' ? "0X" : "0x";
    emit_number(output, conversion, prefix, value, 16);
}

static void convert_string(struct output *output, struct conversion *conversion,
                           const char *text)
{
    size_t size = 0;

    if (text == NULL)
        text = "(null)";
    /* With a precision there need be no NUL. */
    while ((!conversion->has_precision || size < conversion->precision) &&
           text[size] != '\0')
        size++;
    conversion->zero = false;
    emit_field(output, conversion, "", 0, text, size);
}

/* Returns false if there is no such conversion. */
static bool convert(struct output *output, struct conversion *conversion,
                    struct arguments *arguments)
{
    bool wide = conversion->length == LENGTH_LONG; /* for c and s */
    char byte;

    switch (conversion->type) {
    case 'd':
    case 'i':
        convert_signed(output, conversion, arguments);
        return true;
    case 'u':
        emit_number(output, conversion, "",
                    take_unsigned(conversion->length, arguments), 10);
        return true;
    case 'o':
        emit_number(output, conversion, "",
                    take_unsigned(conversion->length, arguments), 8);
        return true;
    case 'x':
    case 'X':
        convert_hexadecimal(output, conversion, arguments);
        return true;
    case 'p':
        emit_number(output, conversion, "0x",
                    (uintptr_t)va_arg(arguments->list, void *), 16);
        return true;
    case 'c':
        if (wide)
            return false;
        byte = (char)(unsigned char)va_arg(arguments->list, int);
        conversion->zero = false;
        emit_field(output, conversion, "", 0, &byte, 1);
        return true;
    case 's':
        if (wide)
            return false;
        convert_string(output, conversion, va_arg(arguments->list, const char *));
        return true;
    case '%':
        emit(output, "%", 1);
        return true;
    default:
        return false;
    }
}

size_t hx_format_to(hx_format_sink sink, void *context, const char *format,
                    va_list arguments)
{
    struct output output = {.sink = sink, .context = context};
    struct arguments copy;
    const char *at = format;

    va_copy(copy.list, arguments);
    while (*at != '\0') {
        struct conversion conversion = {.left = false};
        const char *start = at;

        while (*at != '\0' && *at != '%')
            at++;
        emit(&output, start, (size_t)(at - start));
        if (*at == '\0')
            break;

        start = at;
        at = parse_flags(at + 1, &conversion);
        at = parse_width(at, &conversion, &copy);
        at = parse_precision(at, &conversion, &copy);
        at = parse_length(at, &conversion);
        conversion.type = *at;
        if (!convert(&output, &conversion, &copy)) {
            emit(&output, start, strlen(start));
            break;
        }
        at++;
    }
    va_end(copy.list);
    return output.length;
}

struct memory {
    char *at;
    size_t left;
};

static void write_memory(void *context, const char *data, size_t size)
{
    struct memory *memory = context;

    if (size > memory->left)
        size = memory->left;
    if (size == 0)
        return;
    memcpy(memory->at, data, size);
    memory->at += size;
    memory->left -= size;
}

size_t hx_format_list(char *buffer, size_t capacity, const char *format,
                      va_list arguments)
{
    struct memory memory = {.at = buffer, .left = capacity > 0 ? capacity - 1 : 0};
    size_t length = hx_format_to(write_memory, &memory, format, arguments);

    if (capacity > 0)
        *memory.at = '\0';
    return length;
}

size_t hx_format(char *buffer, size_t capacity, const char *format, ...)
{
    va_list arguments;
    size_t length;

    va_start(arguments, format);
    length = hx_format_list(buffer, capacity, format, arguments);
    va_end(arguments);
    return length;
}
