/* SPDX-License-Identifier: MIT */
/* AMD64 psABI 1.0, table 4.9. */
#include "elf_format.h"
#include "machine.h"

#include <helix/compiler.h>

#ifdef __x86_64__

#define REFUSED(name)                             \
    {                                             \
        "R_X86_64_" #name, ELF_RELOCATION_REFUSED \
    }

static const struct elf_relocation_type types[] = {
    [0] = REFUSED(NONE),
    [1] = {"R_X86_64_64", ELF_RELOCATION_SYMBOL},
    [2] = REFUSED(PC32),
    [3] = REFUSED(GOT32),
    [4] = REFUSED(PLT32),
    [5] = REFUSED(COPY),
    [6] = {"R_X86_64_GLOB_DAT", ELF_RELOCATION_SLOT},
    [7] = {"R_X86_64_JUMP_SLOT", ELF_RELOCATION_SLOT},
    [8] = {"R_X86_64_RELATIVE", ELF_RELOCATION_BASE},
    [9] = REFUSED(GOTPCREL),
    [10] = REFUSED(32),
    [11] = REFUSED(32S),
    [12] = REFUSED(16),
    [13] = REFUSED(PC16),
    [14] = REFUSED(8),
    [15] = REFUSED(PC8),
    [16] = REFUSED(DTPMOD64),
    [17] = REFUSED(DTPOFF64),
    [18] = REFUSED(TPOFF64),
    [19] = REFUSED(TLSGD),
    [20] = REFUSED(TLSLD),
    [21] = REFUSED(DTPOFF32),
    [22] = REFUSED(GOTTPOFF),
    [23] = REFUSED(TPOFF32),
    [24] = REFUSED(PC64),
    [25] = REFUSED(GOTOFF64),
    [26] = REFUSED(GOTPC32),
    [27] = REFUSED(GOT64),
    [28] = REFUSED(GOTPCREL64),
    [29] = REFUSED(GOTPC64),
    [30] = REFUSED(GOTPLT64),
    [31] = REFUSED(PLTOFF64),
    [32] = REFUSED(SIZE32),
    [33] = REFUSED(SIZE64),
    [34] = REFUSED(GOTPC32_TLSDESC),
    [35] = REFUSED(TLSDESC_CALL),
    [36] = REFUSED(TLSDESC),
    [37] = REFUSED(IRELATIVE),
    [38] = REFUSED(RELATIVE64),
    [41] = REFUSED(GOTPCRELX),
    [42] = REFUSED(REX_GOTPCRELX),
};

const struct elf_machine hx_elf_machine = {
    .name = "x86_64",
    .e_machine = EM_X86_64,
    .e_flags = 0,
    .types = types,
    .type_count = HX_COUNT_OF(types),
};

#endif
