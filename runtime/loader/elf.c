/* SPDX-License-Identifier: MIT */
#include "elf.h"

#include "elf_check.h"
#include "machine.h"

#include <helix/status.h>
#include <helix/string.h>

static hx_status check_header(const struct elf_header *header)
{
    const uint8_t *ident = header->e_ident;
    const uint32_t magic = (uint32_t)ident[0] | (uint32_t)ident[1] << 8 |
                           (uint32_t)ident[2] << 16 | (uint32_t)ident[3] << 24;
    const struct {
        const char *field;
        uint32_t value;
        uint32_t expected;
        const char *meaning;
        hx_status status;
    } rules[] = {
        {"the magic", magic, ELF_MAGIC, "ELF", HX_ERR_LOAD},
        {"EI_CLASS", ident[EI_CLASS], ELFCLASS64, "64 bit", HX_ERR_ABI},
        {"EI_DATA", ident[EI_DATA], ELFDATA2LSB, "little endian", HX_ERR_ABI},
        {"EI_VERSION", ident[EI_VERSION], EV_CURRENT, "current", HX_ERR_LOAD},
        {"EI_OSABI", ident[EI_OSABI], ELFOSABI_SYSV, "System V", HX_ERR_ABI},
        {"EI_ABIVERSION", ident[EI_ABIVERSION], 0, "System V", HX_ERR_ABI},
        {"e_type", header->e_type, ET_DYN, "shared object", HX_ERR_LOAD},
        {"e_machine", header->e_machine, hx_elf_machine.e_machine, hx_elf_machine.name,
         HX_ERR_ABI},
        {"e_version", header->e_version, EV_CURRENT, "current", HX_ERR_LOAD},
        {"e_flags", header->e_flags, hx_elf_machine.e_flags, hx_elf_machine.name,
         HX_ERR_ABI},
        {"e_ehsize", header->e_ehsize, sizeof(struct elf_header), "ELF64", HX_ERR_LOAD},
        {"e_phentsize", header->e_phentsize, sizeof(struct elf_program_header), "ELF64",
         HX_ERR_LOAD},
    };

    for (size_t i = 0; i < HX_COUNT_OF(rules); i++)
        if (rules[i].value != rules[i].expected)
            return hx_fail(rules[i].status, "%s is %#x, expected %#x (%s)",
                           rules[i].field, (unsigned)rules[i].value,
                           (unsigned)rules[i].expected, rules[i].meaning);
    return HX_OK;
}

hx_status hx_elf_check(const void *data, size_t size, struct hx_elf *elf)
{
    struct elf_reading reading = {.data = data, .size = size};
    const struct elf_header *header = data;
    hx_status status;

    if ((uintptr_t)data % _Alignof(struct elf_header) != 0)
        return hx_fail(HX_ERR_INVALID, "the object lies at %p, not aligned to %zu",
                       data, _Alignof(struct elf_header));
    if (size < sizeof(*header) || size > HX_ELF_SPAN_MAX)
        return hx_fail(HX_ERR_LOAD, "the object has %zu bytes, expected %zu to %u",
                       size, sizeof(*header), HX_ELF_SPAN_MAX);
    status = check_header(header);
    if (status == HX_OK)
        status = hx_elf_check_segments(&reading, header);
    if (status == HX_OK)
        status = hx_elf_check_dynamic(&reading);
    if (status == HX_OK)
        status = hx_elf_check_symbols(&reading);
    if (status == HX_OK)
        status = hx_elf_check_relocations(&reading);
    if (status == HX_OK)
        *elf = reading.elf;
    return status;
}

static hx_status check_memory(const struct hx_elf *elf, const void *memory, size_t size)
{
    if ((uintptr_t)memory % HX_ELF_PAGE_SIZE != 0)
        return hx_fail(HX_ERR_INVALID, "the memory at %p does not start a page",
                       memory);
    if (size < elf->span)
        return hx_fail(HX_ERR_NO_SPACE, "the object needs %u bytes of memory, not %zu",
                       (unsigned)elf->span, size);
    return HX_OK;
}

hx_status hx_elf_place(const struct hx_elf *elf, const void *data, void *memory,
                       size_t size)
{
    const unsigned char *source = data;
    unsigned char *target = memory;
    uint32_t end = 0;
    hx_status status = check_memory(elf, memory, size);

    if (status != HX_OK)
        return status;
    for (uint32_t i = 0; i < elf->segment_count; i++) {
        const struct hx_elf_segment *segment = &elf->segments[i];

        memset(target + end, 0, segment->address - end);
        memcpy(target + segment->address, source + segment->offset, segment->file_size);
        end = segment->address + segment->file_size;
    }
    memset(target + end, 0, elf->span - end);
    return HX_OK;
}

/* Where its last page ends. */
static uint32_t segment_end(const struct hx_elf_segment *segment)
{
    return (uint32_t)elf_page_up((uint64_t)segment->address + segment->memory_size);
}

bool hx_elf_rights(const struct hx_elf *elf, struct hx_elf_range *range)
{
    const struct hx_elf_segment *segment = elf->segments;
    const uint32_t start = range->start + range->size;
    uint32_t end;

    if (start >= elf->span)
        return false;
    /* The one that has this page, or the next; the last ends with the span. */
    while (segment_end(segment) <= start)
        segment++;
    range->start = start;
    range->rights = segment->rights;
    end = segment_end(segment);
    if (start < elf_page_down(segment->address)) {
        range->rights = HX_ELF_READ;
        end = (uint32_t)elf_page_down(segment->address);
    } else if (start >= elf->relro_start && start < elf->relro_end) {
        range->rights = HX_ELF_READ;
        end = elf->relro_end;
    } else if (start < elf->relro_start && end > elf->relro_start) {
        end = elf->relro_start;
    }
    range->size = end - start;
    return true;
}
