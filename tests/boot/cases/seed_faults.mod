// SPDX-License-Identifier: MIT

/// A library at a version above 0, and above 1.
module library {
    info { version: 2.3.4; provides: "lib.text"; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        request "length" {
            return hx_respond_fmt(response, "%zu", request->payload.size);
        }
    }
}

module reader {
    info { dependencies: "library" >= 2.0 < 3.0, "lib.text" >= 2.3, "unheard-of" optional; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }

        /// Asks another module through its context.
        request "ask" {
            char text[8];
            struct hx_response got = { .payload = { .data = text, .capacity = sizeof(text) } };
            hx_status status = library_ask_length(self->context, request->payload, &got);

            if (status != HX_OK)
                return status;
            return hx_respond(response, text, got.payload.size);
        }

        /// Reads a saved state that ends too early.
        request "restore" {
            uint8_t bytes[22] = { 0 };
            struct hx_reader reader;

            hx_reader_init(&reader, bytes, 18);
            if (hx_read(&reader, bytes, 22) != HX_ERR_CORRUPT || hx_reader_left(&reader) != 18)
                return hx_fail(HX_ERR_INTERNAL, "a state of 18 bytes gave 22");
            return hx_respond_fmt(response, "refused");
        }
    }
}

/// Subscribes, unsubscribes, sends and asks from inside of its handlers.
module meddler {
    info { dependencies: "library"; publishes: "meddle", "meddle.more"; }
    state {
        struct hx_listener first;
        struct hx_listener second;
        uint32_t first_count = 0;
        uint32_t second_count = 0;
        uint32_t answers = 0;
    }
    c {
        static enum hx_event_response on_more(void *arg, const struct hx_event *event)
        {
            struct meddler *self = arg;

            (void)event;
            self->second_count++;
            (void)hx_event_unsubscribe(&self->second);
            return HX_EVENT_HANDLED;
        }

        static enum hx_event_response on_meddle(void *arg, const struct hx_event *event)
        {
            struct meddler *self = arg;
            struct hx_event more = { .kind = HX_EVENT_CUSTOM };
            struct hx_response got = { .success = false };

            (void)event;
            self->first_count++;
            (void)hx_event_unsubscribe(&self->first);
            if (hx_event_subscribe(self->context, &self->second, HX_EVENT_CUSTOM,
                                   "meddle.more", on_more, self) != HX_OK)
                return hx_event_fail("cannot subscribe");
            more.custom.name = "meddle.more";
            if (hx_event_publish(&more) != HX_OK)
                return hx_event_fail("cannot publish");
            if (library_ask_length(self->context, (struct hx_bytes){ NULL, 0 }, &got) ==
                HX_ERR_NO_SPACE)
                self->answers++;
            return HX_EVENT_HANDLED;
        }
    }
    impl {
        init { return HX_OK; }
        start {
            return hx_event_subscribe(self->context, &self->first, HX_EVENT_CUSTOM, "meddle",
                                      on_meddle, self);
        }
        stop { return HX_OK; }
        request "counts" {
            return hx_respond_fmt(response, "%u %u %u", self->first_count,
                                  self->second_count, self->answers);
        }
    }
}

/// Posts three and remembers in which order they come.
module mailbox {
    info { publishes: "mail"; }
    state { char order[4]; uint32_t count = 0; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        on "mail" {
            if (self->count < 3)
                self->order[self->count++] = *(const char *)event->custom.data.data;
            return HX_EVENT_HANDLED;
        }
        request "post" {
            struct hx_event event = { .kind = HX_EVENT_CUSTOM };

            event.custom.name = "mail";
            for (char letter = 'a'; letter <= 'c'; letter++) {
                event.custom.data = (struct hx_bytes){ &letter, 1 };
                if (hx_event_post(&event) != HX_OK)
                    return hx_fail(HX_ERR_INTERNAL, "not posted");
            }
            return hx_respond(response, NULL, 0);
        }
        request "order" { return hx_respond(response, self->order, self->count); }
    }
}

interface "test.disk" 1.0 {
    uint32_t blocks(void) @on_fail(0);
}

/// Can be replaced, so its clients hold a slot and not its functions.
module disk {
    info { flags: HOT_RELOADABLE; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(disk, "test.disk", 1.0) {
    blocks { return 7; }
}

module client {
    uses { "test.disk" 1.0 as disk optional; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        request "blocks" {
            return hx_respond_fmt(response, "%s %u", client_has_disk(self) ? "has" : "lacks",
                                  client_disk_blocks(self));
        }
    }
}

module experiment {
    info { flags: EXPERIMENTAL; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

module old {
    info { flags: DEPRECATED; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

module outside {
    info { flags: USERSPACE; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

module vital {
    info { flags: ESSENTIAL; }
    impl {
        init  { return hx_fail(HX_ERR_TIMEOUT, "no answer"); }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
