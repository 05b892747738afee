/// Checks helix.run_queue; wants an image without a scheduler.
module queue_check {
    uses { "helix.run_queue" 1.0 as queue; }
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
            char text[64];
            uint32_t last = queue_check_queue_level_count(self) - 1;
            struct hx_request spawn = { .type = "spawn", .payload = { "one", 3 } };
            struct hx_response answer = { .payload = { .data = text, .capacity = sizeof(text) } };
            const char *bad[] = { "", " 3", "x y", "x 8", "x 99999999999", "x -1", "012345678901234567890123456789012", "a\x01" };

            for (unsigned i = 1; i <= 4; i++) {
                REQUIRE(hx_request_service(self->context, "helix-execution", &spawn, &answer) == HX_OK);
                REQUIRE(answer.success && text[0] == (char)('0' + i));
            }
            for (unsigned i = 0; i < HX_COUNT_OF(bad); i++) {
                spawn.payload.data = bad[i];
                spawn.payload.size = strlen(bad[i]);
                REQUIRE(hx_request_service(self->context, "helix-execution", &spawn, &answer) == HX_ERR_INVALID);
            }
            REQUIRE(last == 7);
            REQUIRE(queue_check_queue_take_first(self) == 0);
            REQUIRE(queue_check_queue_take(self, 0) == 0);
            REQUIRE(queue_check_queue_take(self, last + 1) == 0);
            REQUIRE(queue_check_queue_length(self, last + 1) == 0);
            REQUIRE(queue_check_queue_append(self, last + 1, 1) == HX_ERR_INVALID);
            REQUIRE(queue_check_queue_append(self, 0, 0) == HX_ERR_NOT_FOUND);
            REQUIRE(queue_check_queue_append(self, 0, 64) == HX_ERR_NOT_FOUND);
            REQUIRE(queue_check_queue_append(self, 0, 1025) == HX_ERR_NOT_FOUND);
            REQUIRE(queue_check_queue_priority(self, 1) == last);
            REQUIRE(queue_check_queue_priority(self, 77) == 0);
            REQUIRE(queue_check_queue_append(self, 3, 1) == HX_OK);
            REQUIRE(queue_check_queue_append(self, 3, 2) == HX_OK);
            REQUIRE(queue_check_queue_append(self, 3, 3) == HX_OK);
            REQUIRE(queue_check_queue_append(self, 1, 4) == HX_OK);
            REQUIRE(queue_check_queue_append(self, 3, 2) == HX_ERR_ALREADY_EXISTS);
            REQUIRE(queue_check_queue_append(self, 0, 2) == HX_ERR_ALREADY_EXISTS);
            REQUIRE(queue_check_queue_length(self, 3) == 3);
            REQUIRE(queue_check_queue_remove(self, 2) == HX_OK);
            REQUIRE(queue_check_queue_remove(self, 2) == HX_ERR_NOT_FOUND);
            REQUIRE(queue_check_queue_length(self, 3) == 2);
            REQUIRE(queue_check_queue_append(self, 3, 2) == HX_OK);
            REQUIRE(queue_check_queue_take_first(self) == 4);
            REQUIRE(queue_check_queue_take_first(self) == 1);
            REQUIRE(queue_check_queue_take(self, 3) == 3);
            REQUIRE(queue_check_queue_remove(self, 2) == HX_OK);
            REQUIRE(queue_check_queue_length(self, 3) == 0);
            REQUIRE(queue_check_queue_append(self, 3, 1) == HX_OK);
            /* An ended task is in no queue. */
            spawn.type = "exit";
            spawn.payload.data = "1";
            spawn.payload.size = 1;
            REQUIRE(hx_request_service(self->context, "helix-execution", &spawn, &answer) == HX_OK);
            REQUIRE(hx_request_service(self->context, "helix-execution", &spawn, &answer) == HX_ERR_NOT_FOUND);
            REQUIRE(queue_check_queue_take_first(self) == 0);
            /* The table fills up, and a freed slot is used under another id. */
            spawn.type = "spawn";
            spawn.payload.data = "n";
            for (unsigned i = 0; i < 1021; i++)
                REQUIRE(hx_request_service(self->context, "helix-execution", &spawn, &answer) == HX_OK);
            REQUIRE(memcmp(text, "1025", 4) == 0);
            REQUIRE(hx_request_service(self->context, "helix-execution", &spawn, &answer) == HX_ERR_NO_SPACE);
            REQUIRE(queue_check_queue_append(self, 0, 1025) == HX_OK);
            REQUIRE(queue_check_queue_append(self, 0, 1) == HX_ERR_NOT_FOUND);
            REQUIRE(queue_check_queue_take(self, 0) == 1025);
            return hx_respond(response, "good", 4);
        }
    }
}
