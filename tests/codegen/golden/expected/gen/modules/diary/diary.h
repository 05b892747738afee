/* Generated from specs/store.mod. */
/* Edit that file, not this one. */
#pragma once

#include <helix/module.h>

#line 88 "specs/store.mod"
        enum weather { SUNNY, RAINY = 4, SNOWY };
        struct day {
            bool good[3];
            enum weather weather;
            uint64_t minutes : 20;
        };
        struct old_day { bool good[3]; };
#line 16 "gen/modules/diary/diary.h"

/* Const for the life of the module: the profile's values, else the defaults. */
struct diary_config {
    uint32_t lines;
};

/* Knows its older selves. */
struct diary {
    const struct diary_config *config;
    const struct hx_context *context;
    uint64_t pages;
    struct day days[2][7];
    const char *pen;
    bool open;
    int16_t mood;
};

hx_status diary_init(struct diary *self, const struct hx_context *ctx);
hx_status diary_start(struct diary *self);
hx_status diary_stop(struct diary *self);
