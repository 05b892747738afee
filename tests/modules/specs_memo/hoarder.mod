// SPDX-License-Identifier: MIT

/// Takes pages until others have to give theirs back, and fills the cache before.
module hoarder {
    info { dependencies: "memo"; }
    uses {
        "helix.allocator" 1.0 as pages;
    }
    types {
        enum { HOARDER_PAGE = 4096, HOARDER_TEXT = 1000 };
    }
    state {
        /// The page that was taken last; each begins with the address of the one before.
        void *last;
        uint32_t count = 0;
        /// "kNNN ", then the text.
        char entry[16 + HOARDER_TEXT];
    }
    c {
        #include "modules/memo/memo_requests.h"

        static uint32_t number_of(const struct hx_request *request)
        {
            const char *digits = request->payload.data;
            uint32_t number = 0;

            for (size_t i = 0; i < request->payload.size; i++)
                number = number * 10u + (uint32_t)(digits[i] - '0');
            return number;
        }

        static bool take_page(struct hoarder *self)
        {
            void *page = hoarder_pages_alloc(self, HOARDER_PAGE, 1);

            if (page == NULL)
                return false;
            memcpy(page, &self->last, sizeof(self->last));
            self->last = page;
            self->count++;
            return true;
        }

        static hx_status put(struct hoarder *self, uint32_t number)
        {
            size_t key = hx_format(self->entry, 16, "k%u ", (unsigned)number);
            struct hx_response response = {.payload = {NULL, 0, 0}};
            hx_status status;

            memset(self->entry + key, 'x', HOARDER_TEXT);
            status = memo_ask_put(self->context,
                                  (struct hx_bytes){self->entry, key + HOARDER_TEXT},
                                  &response);
            if (status == HX_OK && !response.success)
                return hx_fail(HX_ERR_NO_SPACE, "no room for entry %u", (unsigned)number);
            return status;
        }
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }

        /// Puts k0 to kN-1 into the cache.
        request "feed" {
            const uint32_t count = number_of(request);

            for (uint32_t i = 0; i < count; i++) {
                hx_status status = put(self, i);

                if (status != HX_OK)
                    return status;
            }
            return hx_respond_fmt(response, "%u", (unsigned)count);
        }
        request "take" {
            for (uint32_t wanted = number_of(request); wanted > 0; wanted--)
                if (!take_page(self))
                    return hx_respond_error(response, "nothing left");
            return hx_respond_fmt(response, "%u", (unsigned)self->count);
        }
        request "give-all" {
            while (self->last != NULL) {
                void *page = self->last;
                hx_status status;

                memcpy(&self->last, page, sizeof(self->last));
                status = hoarder_pages_free(self, page, HOARDER_PAGE);
                if (status != HX_OK)
                    return status;
                self->count--;
            }
            return hx_respond_fmt(response, "%u", (unsigned)self->count);
        }
        on memory_pressure {
            static const char *const names[] = {"normal", "low", "critical"};

            hx_log_info("pressure is %s", names[event->memory_pressure.level]);
            return HX_EVENT_HANDLED;
        }
    }
}
