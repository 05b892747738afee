// SPDX-License-Identifier: MIT

/// Uses a link that brings back what is sent, and says "good" or what is not.
module link_check {
    uses { "helix.network" 1.0 as net; }
    state {
        uint8_t sent[1600];
        uint8_t got[1600];
        uint32_t told = 0;
    }
    c {
        #define EXPECT(condition)                                                    \
            do {                                                                     \
                if (!(condition))                                                    \
                    return hx_respond_error(response, #condition);                   \
            } while (0)

        static void fill(struct link_check *self, size_t size, uint8_t seed)
        {
            for (size_t i = 0; i < size; i++)
                self->sent[i] = (uint8_t)(i * 7u + seed);
        }
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        on "network.frame" { self->told++; return HX_EVENT_HANDLED; }

        request "limits" {
            struct helix_link_info info;
            size_t size = 0;

            EXPECT(link_check_net_link_count(self) == 1);
            EXPECT(link_check_net_link_info(self, 0, &info) == HX_OK);
            EXPECT(info.mtu == 1500 && info.up && (info.address[0] & 1) == 0);
            EXPECT(link_check_net_link_info(self, 1, &info) == HX_ERR_NOT_FOUND);
            EXPECT(link_check_net_send(self, 1, self->sent, 64) == HX_ERR_NOT_FOUND);
            EXPECT(link_check_net_receive(self, 1, self->got, 64, &size) ==
                   HX_ERR_NOT_FOUND);
            EXPECT(link_check_net_send(self, 0, self->sent, 13) == HX_ERR_INVALID);
            EXPECT(link_check_net_send(self, 0, self->sent, 1515) == HX_ERR_INVALID);
            size = 1;
            EXPECT(link_check_net_receive(self, 0, self->got, 64, &size) == HX_OK);
            EXPECT(size == 0);
            return hx_respond_fmt(response, "good");
        }
        /// Fills the queue, and takes all of it in order.
        request "order" {
            uint8_t count = 0;
            size_t size = 0;

            for (;; count++) {
                hx_status status;

                fill(self, 14u + count, count);
                status = link_check_net_send(self, 0, self->sent, 14u + count);
                if (status == HX_ERR_BUSY)
                    break;
                EXPECT(status == HX_OK && count < 200);
            }
            EXPECT(count >= 8);
            for (uint8_t n = 0; n < count; n++) {
                fill(self, 14u + n, n);
                EXPECT(link_check_net_receive(self, 0, self->got, sizeof(self->got),
                                              &size) == HX_OK);
                EXPECT(size == 14u + n && memcmp(self->got, self->sent, size) == 0);
            }
            EXPECT(link_check_net_receive(self, 0, self->got, 1, &size) == HX_OK);
            EXPECT(size == 0);
            return hx_respond_fmt(response, "good");
        }
        /// One that is too long for the buffer is lost, and the next one is not.
        request "short" {
            size_t size = 0;

            fill(self, 1514, 1);
            EXPECT(link_check_net_send(self, 0, self->sent, 1514) == HX_OK);
            EXPECT(link_check_net_send(self, 0, self->sent, 60) == HX_OK);
            EXPECT(link_check_net_receive(self, 0, self->got, 1513, &size) ==
                   HX_ERR_NO_SPACE);
            EXPECT(link_check_net_receive(self, 0, self->got, 60, &size) == HX_OK);
            EXPECT(size == 60 && memcmp(self->got, self->sent, 60) == 0);
            return hx_respond_fmt(response, "good");
        }
        request "told" { return hx_respond_fmt(response, "%u", (unsigned)self->told); }
    }
}
