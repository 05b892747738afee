/* SPDX-License-Identifier: MIT */
#include "abi_explain.h"

#include "abi_signature.h"

#include <helix/fmt.h>
#include <helix/status.h>
#include <helix/string.h>

/* Types that are shown are cut there, so that both fit into a detail. */
#define SHOWN_MAX 40u

/* No member is looked for behind a place as long as this. */
#define PLACE_MAX 80u

/* What differs: `helix.fs.stat: argument 2 'info', member 1 'size'`. */
struct place {
    char text[HX_FAIL_DETAIL_SIZE];
    size_t size;
};

static struct abi_span span_of(const char *text)
{
    return (struct abi_span){text, strlen(text)};
}

static void add(struct place *place, const char *format, ...) HX_PRINTF(2, 3);

static void add(struct place *place, const char *format, ...)
{
    const size_t left = sizeof(place->text) - place->size;
    va_list arguments;
    size_t size;

    va_start(arguments, format);
    size = hx_format_list(place->text + place->size, left, format, arguments);
    va_end(arguments);
    place->size += size < left ? size : left - 1;
}

static const char *dots(struct abi_span shown)
{
    return shown.size > SHOWN_MAX ? "..." : "";
}

static hx_status differ(const struct place *place, const char *verb,
                        struct abi_span here, struct abi_span there, const char *unit)
{
    return hx_fail(HX_ERR_ABI, "%s %s %.*s%s%s here, %.*s%s in the module", place->text,
                   verb, ABI_SHOW(here, SHOWN_MAX), dots(here), unit,
                   ABI_SHOW(there, SHOWN_MAX), dots(there));
}

static hx_status differ_in_count(const struct place *place, const char *unit,
                                 size_t here, size_t there)
{
    return hx_fail(HX_ERR_ABI, "%s has %zu %s%s here, %zu in the module", place->text,
                   here, unit, here == 1 ? "" : "s", there);
}

/*
 * What differs in the braces of both, if it is only there: the first item that does,
 * and its number from 1 on. Where one only has more of them it is 0, and no item is
 * set.
 */
struct step {
    bool is_enum;
    size_t number;
    struct abi_span here;
    struct abi_span there;
};

/* Looks into both types; returns false if they differ outside of their braces. */
static bool step_into(struct abi_span here, struct abi_span there, struct step *step)
{
    struct abi_span head;
    struct abi_span other_head;
    size_t number = 0;
    bool more;
    bool other_more;

    if (!abi_open_type(here, &head, &here) ||
        !abi_open_type(there, &other_head, &there) ||
        !abi_spans_equal(head, other_head))
        return false;
    step->is_enum =
        head.size >= 6 && memcmp(head.start + head.size - 6, "enum {", 6) == 0;
    do {
        number++;
        more = abi_take_item(&here, &step->here);
        other_more = abi_take_item(&there, &step->there);
    } while (more && other_more && abi_spans_equal(step->here, step->there));
    step->number = more && other_more ? number : 0;
    return more || other_more;
}

static size_t count_inside(struct abi_span type)
{
    struct abi_span head;
    struct abi_span inside = {0};

    return abi_open_type(type, &head, &inside) ? abi_count_items(inside) : 0;
}

/*
 * Two types that differ, at `place`, behind which `separator` stands if a part of them
 * is what differs. Follows members down to the one that does.
 */
static hx_status explain_types(struct place *place, const char *separator,
                               struct abi_span here, struct abi_span there)
{
    struct step step;

    while (place->size < PLACE_MAX && step_into(here, there, &step)) {
        struct abi_item member;
        struct abi_item other;

        if (step.number == 0)
            return differ_in_count(place, step.is_enum ? "value" : "member",
                                   count_inside(here), count_inside(there));
        member = abi_read_item(step.here);
        other = abi_read_item(step.there);
        here = step.here;
        there = step.there;
        if (step.is_enum || !abi_spans_equal(member.name, other.name)) {
            add(place, "%s%s %zu", separator, step.is_enum ? "value" : "member",
                step.number);
            break;
        }
        add(place, "%smember %zu", separator, step.number);
        if (member.name.size > 0)
            add(place, " '%.*s'", ABI_SHOW(member.name, SHOWN_MAX));
        separator = ", ";
        here = member.type;
        there = other.type;
    }
    return differ(place, "is", here, there, "");
}

/* The first word of a count, which may be the name of a parameter. */
static struct abi_span first_word(struct abi_span count)
{
    size_t size = 0;

    while (size < count.size && count.start[size] != ' ')
        size++;
    return (struct abi_span){count.start, size};
}

/* Do two counts stand for the same? A name in one stands for the item that has it. */
static bool counts_agree(struct abi_span here_list, struct abi_span here,
                         struct abi_span there_list, struct abi_span there)
{
    const struct abi_span word = first_word(here);
    const struct abi_span other = first_word(there);
    size_t number;

    if (word.size == 0 || other.size == 0)
        return here.size == there.size;
    number = abi_find_item(here_list, word);
    if (number != abi_find_item(there_list, other))
        return false;
    if (number == 0)
        return abi_spans_equal(here, there);
    here = (struct abi_span){here.start + word.size, here.size - word.size};
    there = (struct abi_span){there.start + other.size, there.size - other.size};
    return abi_spans_equal(here, there);
}

static struct abi_span shown_count(struct abi_span count)
{
    return count.size > 0 ? count : span_of("1");
}

/* Returns HX_OK if the parameters agree. */
static hx_status explain_parameters(struct place *place, struct abi_span here,
                                    struct abi_span there)
{
    const size_t count = abi_count_items(here);
    const struct abi_span lists[2] = {here, there};
    struct abi_span text;
    struct abi_span other_text;

    if (count != abi_count_items(there))
        return differ_in_count(place, "argument", count, abi_count_items(there));
    for (size_t number = 1;
         abi_take_item(&here, &text) && abi_take_item(&there, &other_text); number++) {
        struct abi_item item = abi_read_item(text);
        struct abi_item other = abi_read_item(other_text);
        const bool same = abi_spans_equal(item.type, other.type);

        if (same && counts_agree(lists[0], item.count, lists[1], other.count))
            continue;
        add(place, ": argument %zu", number);
        if (item.name.size > 0)
            add(place, " '%.*s'", ABI_SHOW(item.name, SHOWN_MAX));
        if (!same)
            return explain_types(place, ", ", item.type, other.type);
        return differ(place, "has", shown_count(item.count), shown_count(other.count),
                      abi_span_is(shown_count(item.count), "1") ? " element"
                                                                : " elements");
    }
    return HX_OK;
}

static hx_status explain_nothing(const struct abi_reader *reader,
                                 const struct place *place)
{
    return hx_fail(HX_ERR_LOAD, "hxm_abi, line %zu: the hash of %s is not of its text",
                   reader->number, place->text);
}

static struct abi_span shown_marks(struct abi_span marks)
{
    return marks.size > 0 ? marks : span_of("not");
}

hx_status abi_explain_signature(const struct abi_reader *reader, const char *owner,
                                const char *name, const char *here,
                                struct abi_span there)
{
    struct place place = {.size = 0};
    struct abi_signature ours = {0};
    struct abi_signature others;
    hx_status status;

    if (!abi_read_signature(there, &others) ||
        !abi_read_signature(span_of(here), &ours))
        return abi_expected(reader, "a signature", there);
    if (owner != NULL)
        add(&place, "%s.", owner);
    add(&place, "%s", name);
    status = explain_parameters(&place, ours.parameters, others.parameters);
    if (status != HX_OK)
        return status;
    if (!abi_spans_equal(ours.result, others.result)) {
        add(&place, ": the result");
        return explain_types(&place, ", ", ours.result, others.result);
    }
    if (!abi_spans_equal(ours.marks, others.marks)) {
        return differ(&place, "is marked", shown_marks(ours.marks),
                      shown_marks(others.marks), "");
    }
    return explain_nothing(reader, &place);
}

hx_status abi_explain_type(const struct abi_reader *reader, const char *name,
                           const char *here, struct abi_span there)
{
    struct place place = {.size = 0};

    add(&place, "%s", name);
    if (abi_spans_equal(span_of(here), there))
        return explain_nothing(reader, &place);
    return explain_types(&place, ": ", span_of(here), there);
}
