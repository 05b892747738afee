/* Generated from specs/store.mod. */
/* Edit that file, not this one. */
#pragma once

#include <helix/types.h>

/* What a store holds. */
#line 4 "specs/store.mod"
    struct store_item {
        uint32_t key;
        uint64_t value;
    };
#line 14 "gen/types/store.h"
