/* SPDX-License-Identifier: MIT */
/*
 * The state of a lamp as the generator would describe it, in three versions of its
 * schema, and means to save one and restore it into another.
 */
#pragma once

#include <helix/schema.h>
#include <helix/status.h>

/* One of 0, 4, 5. */
typedef int32_t fake_colour;

struct fake_bulb {
    bool on;
    fake_colour colour;
};

/* What is saved stands in two runs. */
struct fake_lamp {
    const void *config;
    const void *context;
    uint32_t count;
    bool lit[11];
    const char *scratch; /* @transient */
    struct fake_bulb bulbs[2][3];
    int16_t level;
};

/* Version 1 had `presses`, in 16 bits; version 2 called it `count`. */
struct fake_lamp_1 {
    uint16_t presses;
    int8_t level;
};

struct fake_lamp_2 {
    uint32_t count;
    int8_t level;
    uint8_t dimmed;
};

/* Const to the runtime; a test may change them. `fake_lamp_schema` is of version 3. */
extern struct hx_state_schema fake_lamp_schema;
extern struct hx_state_field fake_lamp_fields[4]; /* bulbs, count, level, lit */
extern struct hx_state_schema fake_lamp_schema_1;
extern struct hx_state_schema fake_lamp_schema_2;
extern struct hx_state_step fake_lamp_steps[2];
extern struct fake_lamp fake_lamp;

#define FAKE_STATE_MAX 512

/* A saved state, in memory of its very size at an odd address. */
struct fake_saved {
    unsigned char *memory;
    unsigned char *data; /* behind memory */
    size_t size;
};

struct fake_saved fake_save(const struct hx_state_schema *schema, const void *state);
void fake_saved_free(struct fake_saved *saved);

/* Restores all of it. */
hx_status fake_restore(const struct hx_state_schema *schema, void *state,
                       const struct fake_saved *saved);

/* A lamp in which every field has a value of its own. */
struct fake_lamp fake_lamp_in_use(void);
