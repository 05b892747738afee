/* SPDX-License-Identifier: MIT */
/* What the headers need of gcc and clang, by a name that says why. */
#pragma once

#define HX_PRINTF(text, first) __attribute__((__format__(__printf__, text, first)))
#define HX_UNUSED __attribute__((unused))
#define HX_MUST_CHECK __attribute__((warn_unused_result))
#define HX_NORETURN _Noreturn

/*
 * An entry of a section that the linker sorts and the runtime walks. `used` keeps it
 * although nothing names it; clang's address sanitizer would pad it apart.
 */
#ifdef __clang__
#define HX_SECTION_ENTRY(name) \
    __attribute__((section(name), used, no_sanitize("address")))
#else
#define HX_SECTION_ENTRY(name) __attribute__((section(name), used))
#endif

/**
 * A function that begins what its object has of code, where all others have a section
 * of their own: .text, which every object has first.
 */
#define HX_FIRST_CODE __attribute__((section(".text")))

#define HX_COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
