/* SPDX-License-Identifier: MIT */
/*
 * Saved states as libFuzzer damages them, for a lamp of three versions. The first byte
 * says whether steps lead to the third one; the others are the saved state.
 */
#include "../runtime/fake_state.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool good)
{
    if (!good)
        abort();
}

/* Only what is a value of its type has come into the state. */
static void expect_values(void)
{
    unsigned char *bytes = (unsigned char *)&fake_lamp;

    for (size_t i = 0; i < sizeof(fake_lamp.lit); i++)
        expect(bytes[offsetof(struct fake_lamp, lit) + i] <= 1);
    for (size_t i = 0; i < 6; i++) {
        fake_colour colour = fake_lamp.bulbs[i / 3][i % 3].colour;

        expect(
            bytes[offsetof(struct fake_lamp, bulbs) + i * sizeof(struct fake_bulb)] <=
            1);
        expect(colour == 0 || colour == 4 || colour == 5);
    }
}

/* What has been restored can be saved, and restored as it is. */
static void expect_again(void)
{
    struct fake_lamp before = fake_lamp;
    struct fake_saved saved = fake_save(&fake_lamp_schema, &fake_lamp);

    memset(&fake_lamp, 0, sizeof(fake_lamp));
    expect(fake_restore(&fake_lamp_schema, &fake_lamp, &saved) == HX_OK);
    expect(fake_lamp.count == before.count && fake_lamp.level == before.level);
    expect(memcmp(fake_lamp.lit, before.lit, sizeof(before.lit)) == 0);
    expect(memcmp(fake_lamp.bulbs, before.bulbs, sizeof(before.bulbs)) == 0);
    fake_saved_free(&saved);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fake_saved saved;
    struct fake_lamp before;
    bool steps;
    hx_status status;

    if (size == 0)
        return 0;
    steps = data[0] % 2 != 0;
    fake_lamp_schema.steps = steps ? fake_lamp_steps : NULL;
    fake_lamp_schema.step_count = steps ? HX_COUNT_OF(fake_lamp_steps) : 0;
    fake_lamp_schema.plain_since = steps ? 3 : 1;
    memset(&fake_lamp, 0, sizeof(fake_lamp));
    before = fake_lamp;

    /* Memory of its own: as large as it is, and aligned to nothing. */
    saved.size = size - 1;
    saved.memory = malloc(size);
    saved.data = saved.memory + 1;
    memcpy(saved.memory, data, size);
    status = fake_restore(&fake_lamp_schema, &fake_lamp, &saved);
    fake_saved_free(&saved);

    if (status == HX_OK) {
        expect_values();
        expect_again();
    } else {
        expect(status == HX_ERR_CORRUPT || status == HX_ERR_VERSION ||
               (steps && status == HX_ERR_INVALID));
        expect(steps || memcmp(&before, &fake_lamp, sizeof(before)) == 0);
    }
    return 0;
}
