// SPDX-License-Identifier: MIT

/// Writes where it must not, and says which block it had.
module vandal {
    config {
        uint32_t size = 100;
    }
    uses {
        "helix.allocator" 1.0 as memory;
    }
    c {
        /* A write at an offset of a live block, which is then given back. */
        static hx_status spoil(struct vandal *self, ptrdiff_t offset, uint8_t byte,
                               struct hx_response *response)
        {
            uint8_t *block = vandal_memory_alloc(self, self->config->size, 8);
            hx_status status;

            if (block == NULL)
                return hx_fail(HX_ERR_NO_SPACE, "no %u bytes",
                               (unsigned)self->config->size);
            block[offset] = byte;
            status = vandal_memory_free(self, block, self->config->size);
            return status == HX_OK ? hx_respond_fmt(response, "%p", (void *)block)
                                   : status;
        }
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }

        request "behave"  { return spoil(self, 0, 0x40, response); }
        request "overrun" {
            return spoil(self, (ptrdiff_t)self->config->size, 0x41, response);
        }
        request "underrun" { return spoil(self, -1, 0x42, response); }
        request "write-after-free" {
            const size_t size = self->config->size;
            uint8_t *block = vandal_memory_alloc(self, size, 8);
            uint8_t *again;

            if (block == NULL || vandal_memory_free(self, block, size) != HX_OK)
                return hx_fail(HX_ERR_NO_SPACE, "no %zu bytes", size);
            block[5] = 0x43;
            again = vandal_memory_alloc(self, size, 8);
            if (again != block)
                return hx_fail(HX_ERR_CORRUPT, "%p, then %p", (void *)block,
                               (void *)again);
            if (vandal_memory_free(self, again, size) != HX_OK)
                return hx_fail(HX_ERR_CORRUPT, "%p is not taken back", (void *)again);
            return hx_respond_fmt(response, "%p", (void *)block);
        }
    }
}
