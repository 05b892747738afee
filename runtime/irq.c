/* SPDX-License-Identifier: MIT */
/*
 * One handler a line. A handler is written while its line is off, and read by the
 * line's interrupt only, so nothing here locks against it.
 */
#include "fault_injection.h"
#include "resource.h"

#include <helix/interrupt.h>
#include <helix/irq.h>
#include <helix/loop.h>
#include <helix/port.h>
#include <helix/status.h>

struct line {
    struct hx_resource resource;
    hx_irq_fn fn; /* NULL: not attached */
    void *arg;
};

static struct line lines[HX_IRQ_MAX];

static void give_back(struct hx_resource *resource);
static void silence(struct hx_resource *resource);
static void revive(struct hx_resource *resource);

static const struct hx_resource_kind kind = {
    .name = "irq",
    .give_back = give_back,
    .silence = silence,
    .revive = revive,
};

static uint32_t number_of(const struct line *line)
{
    return (uint32_t)(line - lines);
}

static void give_back(struct hx_resource *resource)
{
    struct line *line = (struct line *)resource;

    hx_port_irq_disable(number_of(line));
    line->fn = NULL;
}

static void silence(struct hx_resource *resource)
{
    hx_port_irq_disable(number_of((struct line *)resource));
}

static void revive(struct hx_resource *resource)
{
    /* The machine has had this line before. */
    (void)hx_port_irq_enable(number_of((struct line *)resource));
}

static hx_status check(const struct hx_context *ctx, uint32_t line_number, hx_irq_fn fn)
{
    const struct hx_module *owner;
    hx_status status;

    if (!hx_loop_is_here())
        return hx_fail(HX_ERR_WRONG_CONTEXT,
                       "interrupt line %u attached away from the main loop",
                       (unsigned)line_number);
    status = hx_resource_check(ctx, kind.name);
    if (status != HX_OK)
        return status;
    if (fn == NULL)
        return hx_fail(HX_ERR_INVALID, "interrupt line %u without a handler",
                       (unsigned)line_number);
    if (line_number >= HX_IRQ_MAX)
        return hx_fail(HX_ERR_NOT_FOUND, "no interrupt line %u", (unsigned)line_number);
    owner = lines[line_number].resource.owner;
    if (hx_resource_is_taken(&lines[line_number].resource))
        return hx_fail(HX_ERR_BUSY, "interrupt line %u is attached by '%s'",
                       (unsigned)line_number, owner->info->name);
    return HX_OK;
}

hx_status hx_irq_attach(const struct hx_context *ctx, uint32_t line_number,
                        hx_irq_fn fn, void *arg)
{
    hx_status status = check(ctx, line_number, fn);
    struct line *line;

    if (status != HX_OK)
        return status;
    line = &lines[line_number];
    line->fn = fn;
    line->arg = arg;
    hx_resource_take(&line->resource, ctx, &kind);
    if (hx_port_irq_enable(line_number))
        return HX_OK;
    (void)hx_resource_drop(&line->resource);
    line->fn = NULL;
    return hx_fail(HX_ERR_NOT_FOUND, "no interrupt line %u", (unsigned)line_number);
}

hx_status hx_irq_detach(const struct hx_context *ctx, uint32_t line_number)
{
    struct line *line;

    if (!hx_loop_is_here())
        return hx_fail(HX_ERR_WRONG_CONTEXT,
                       "interrupt line %u detached away from the main loop",
                       (unsigned)line_number);
    line = line_number < HX_IRQ_MAX ? &lines[line_number] : NULL;
    if (ctx == NULL || line == NULL || line->resource.owner != ctx->module ||
        !hx_resource_drop(&line->resource))
        return hx_fail(HX_ERR_NOT_FOUND, "interrupt line %u is not attached by %s%s%s",
                       (unsigned)line_number, ctx != NULL ? "'" : "",
                       ctx != NULL ? ctx->module->info->name : "anybody",
                       ctx != NULL ? "'" : "");
    give_back(&line->resource);
    return HX_OK;
}

void hx_irq_interrupt(uint32_t line_number)
{
    if (line_number < HX_IRQ_MAX && lines[line_number].fn != NULL)
        lines[line_number].fn(lines[line_number].arg);
    else
        hx_port_irq_disable(line_number);
}

#ifdef HX_FAULT_INJECTION
uint32_t hx_fault_count_lines(void)
{
    uint32_t count = 0;

    for (size_t i = 0; i < HX_IRQ_MAX; i++)
        if (lines[i].fn != NULL)
            count++;
    return count;
}
#endif
