// SPDX-License-Identifier: MIT

/// Carries out a script on a filesystem: a line is an operation and its arguments,
/// separated by tabs. The answer is a line, too: a status, then what was asked for.
module fsdriver {
    config {
        const char *script = "script";
        const char *answers = "answers";
    }
    uses {
        "helix.filesystem" 1.0 as fs;
    }
    sources: "fsdriver.c";
    impl {
        init  { (void)ctx; return HX_OK; }
        start;
        stop  { return HX_OK; }
    }
}
