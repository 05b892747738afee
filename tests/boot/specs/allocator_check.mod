/// Checks whoever provides helix.allocator. Wants an arena that nobody else uses.
module allocator_check {
    uses { "helix.allocator" 1.0 as memory; }
    c {
        #define REQUIRE(condition)                                                    \
            do {                                                                      \
                if (!(condition))                                                     \
                    return hx_fail(HX_ERR_INTERNAL, "line %d: %s", __LINE__,          \
                                   #condition);                                       \
            } while (0)
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        request "check" {
            size_t before = allocator_check_memory_available(self);
            uint8_t *a = allocator_check_memory_alloc(self, 1, 1);
            uint8_t *b = allocator_check_memory_alloc(self, 100, 64);
            uint8_t *c;

            REQUIRE(a != NULL && b != NULL);
            REQUIRE((uintptr_t)b % 64 == 0);
            REQUIRE(b > a);
            memset(b, 0xa5, 100);
            REQUIRE(allocator_check_memory_alloc(self, 0, 1) == NULL);
            REQUIRE(allocator_check_memory_alloc(self, 1, 0) == NULL);
            REQUIRE(allocator_check_memory_alloc(self, 1, 3) == NULL);
            REQUIRE(allocator_check_memory_alloc(self, SIZE_MAX, 1) == NULL);
            REQUIRE(allocator_check_memory_alloc(self, SIZE_MAX - 64, 64) == NULL);
            REQUIRE(allocator_check_memory_alloc(self, 1, (size_t)1 << 63) == NULL);
            REQUIRE(allocator_check_memory_alloc(self, before, 1) == NULL);
            c = allocator_check_memory_alloc(self, allocator_check_memory_available(self), 1);
            REQUIRE(c != NULL);
            REQUIRE(allocator_check_memory_available(self) == 0);
            REQUIRE(allocator_check_memory_alloc(self, 1, 1) == NULL);
            REQUIRE(allocator_check_memory_free(self, NULL, 1) == HX_ERR_INVALID);
            REQUIRE(allocator_check_memory_free(self, c, SIZE_MAX) == HX_ERR_INVALID);
            REQUIRE(allocator_check_memory_free(self, c, (size_t)(before + 1)) == HX_ERR_INVALID);
            REQUIRE(allocator_check_memory_free(self, a - 1, 1) == HX_ERR_INVALID);
            REQUIRE(allocator_check_memory_free(self, &before, 1) == HX_ERR_INVALID);
            REQUIRE(b[99] == 0xa5);
            REQUIRE(allocator_check_memory_free(self, c, before - (size_t)(c - a)) == HX_OK);
            REQUIRE(allocator_check_memory_free(self, c, before - (size_t)(c - a)) == HX_ERR_INVALID);
            REQUIRE(allocator_check_memory_free(self, b, 100) == HX_OK);
            REQUIRE(allocator_check_memory_free(self, b, 100) == HX_ERR_INVALID);
            return hx_respond(response, "good", 4);
        }
    }
}
