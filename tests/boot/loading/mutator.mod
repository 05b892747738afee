// SPDX-License-Identifier: MIT

/// Opens damaged copies of a file in the archive, none of which may do harm: nothing of
/// them runs, and no memory is kept.
module mutator {
    state {
        uint8_t copy[65536];
        uint32_t seed = 1;
        uint32_t opened;
        uint32_t refused;
        uint32_t silent;
        uint32_t leaks;
        size_t used;
    }
    c {
        #include <helix/initrd.h>
        #include "LOADER/object.h"
        #include "LOADER/pages.h"

        static uint32_t draw(struct mutator *self, uint32_t below)
        {
            self->seed = self->seed * UINT32_C(1664525) + UINT32_C(1013904223);
            return (self->seed >> 8) % below;
        }

        static hx_status begin(struct mutator *self, struct hx_bytes *file)
        {
            hx_status status = hx_initrd_find("guest.hxm", file);

            if (status != HX_OK)
                return status;
            if (file->size > sizeof(self->copy))
                return hx_fail(HX_ERR_NO_SPACE, "the file has %zu bytes", file->size);
            self->opened = self->refused = self->silent = self->leaks = 0;
            self->used = hx_pages_used();
            memcpy(self->copy, file->data, file->size);
            return HX_OK;
        }

        /* A file of the first `size` bytes of the copy. */
        static void try(struct mutator *self, size_t size)
        {
            struct hx_object object = {.memory = NULL};
            hx_status status = hx_object_open((struct hx_bytes){self->copy, size},
                                              &hx_image_loading, &object);

            if (status == HX_OK) {
                self->opened++;
                if (hx_object_seal(&object) != HX_OK)
                    self->leaks++;
                hx_object_close(&object);
            } else {
                self->refused++;
                if (strcmp(hx_fail_detail(status), hx_status_text(status)) == 0)
                    self->silent++;
            }
            if (hx_pages_used() != self->used)
                self->leaks++;
        }

        static hx_status report(struct mutator *self, struct hx_response *response)
        {
            return hx_respond_fmt(response, "opened %u, refused %u, silent %u, leaks %u",
                                  (unsigned)self->opened, (unsigned)self->refused,
                                  (unsigned)self->silent, (unsigned)self->leaks);
        }
    }
    impl {
        init { return HX_OK; }
        start { return HX_OK; }
        stop { return HX_OK; }

        /// As it is.
        request "whole" {
            struct hx_bytes file;
            hx_status status = begin(self, &file);

            if (status != HX_OK)
                return status;
            try(self, file.size);
            return report(self, response);
        }
        request "truncated" {
            struct hx_bytes file;
            hx_status status = begin(self, &file);

            if (status != HX_OK)
                return status;
            /* The whole file without its trailer is a module that is not signed. */
            for (size_t size = 0; size < file.size; size++)
                try(self, size);
            return report(self, response);
        }
        /// Each byte of the ELF header and the program headers, in four ways.
        request "headers" {
            static const uint8_t masks[] = {0x01, 0x80, 0xff, 0x10};
            struct hx_bytes file;
            hx_status status = begin(self, &file);

            if (status != HX_OK)
                return status;
            for (size_t at = 0; at < 64 + 56 * 8; at++)
                for (size_t i = 0; i < HX_COUNT_OF(masks); i++) {
                    self->copy[at] ^= masks[i];
                    try(self, file.size);
                    self->copy[at] ^= masks[i];
                }
            return report(self, response);
        }
        /// A few bytes anywhere.
        request "anywhere" {
            struct hx_bytes file;
            hx_status status = begin(self, &file);

            if (status != HX_OK)
                return status;
            for (unsigned turn = 0; turn < 4000; turn++) {
                for (uint32_t n = 1 + draw(self, 4); n > 0; n--)
                    self->copy[draw(self, (uint32_t)file.size)] = (uint8_t)draw(self, 256);
                try(self, file.size);
                memcpy(self->copy, file.data, file.size);
            }
            return report(self, response);
        }
        request "random" {
            struct hx_bytes file;
            hx_status status = begin(self, &file);

            if (status != HX_OK)
                return status;
            for (unsigned turn = 0; turn < 500; turn++) {
                for (size_t i = 0; i < file.size; i++)
                    self->copy[i] = (uint8_t)draw(self, 256);
                if (turn % 2 == 0)
                    memcpy(self->copy, file.data, 64);
                try(self, file.size);
            }
            return report(self, response);
        }
    }
}
