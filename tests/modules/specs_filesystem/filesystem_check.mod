// SPDX-License-Identifier: MIT

/// Checks whoever provides helix.filesystem against what the interface promises. Each
/// request is one check. It begins and ends with an empty root folder, and answers
/// `good` and how many answers of the provider it has looked at, or where it has seen
/// what is not promised.
module filesystem_check {
    config {
        /// Sizes that the provider may count in: a check goes over multiples of each.
        uint32_t units[4] = 512;
    }
    uses {
        "helix.filesystem" 1.0 as fs;
    }
    types {
        enum {
            CHECK_SIZE = 49152,     /* of the file that the contents are compared with */
            CHECK_ENTRIES = 120,    /* of a folder that is listed */
            CHECK_OPEN = 2048,      /* more than any provider has open */
        };
    }
    state {
        /// What the provider said before it was started.
        hx_status early = HX_OK;
        /// Answers that were looked at.
        uint32_t seen = 0;
        uint64_t random = 1;
        uint8_t shadow[CHECK_SIZE];
        uint8_t buffer[CHECK_SIZE];
        uint32_t numbers[CHECK_OPEN];
        uint8_t given[CHECK_ENTRIES];
        char path[16384];
        char other[16384];
    }
    sources: "answers.c", "paths.c", "numbers.c", "contents.c", "entries.c", "space.c";
    impl {
        init {
            struct helix_file_info info;

            (void)ctx;
            self->early = filesystem_check_fs_stat(self, "/", &info);
            return HX_OK;
        }
        start { return HX_OK; }
        stop  { return HX_OK; }

        request "early" {
            return hx_respond_fmt(response, "%s", hx_status_name(self->early));
        }
        request "paths";
        request "names";
        request "root";
        request "deep";
        request "kinds";
        request "numbers";
        request "opened-twice";
        request "many-open";
        request "edges";
        request "gaps";
        request "resize";
        request "far";
        /// The payload is the seed.
        request "storm";
        request "exists";
        request "removal";
        request "rename";
        request "rename-folders";
        request "rename-open";
        request "list";
        request "list-changes";
        request "full";
        request "full-of-folders";
        request "sync";
    }
}
