// SPDX-License-Identifier: MIT
// Each thing that a picture can show, once.

interface "x.block" 1.1 { int read(void) @on_fail(0); int trim(void) @on_fail(0) @since(1.1); }
interface "x.net" 1.0 { int send(void) @on_fail(0); }

module core {
    info {
        description: "Says \"<b>\" & \\N\\\\n\\, &lt; {x|y} \t\x01 – naïve";
        flags: ESSENTIAL;
        before: "ram";
    }
    impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } }
}

module flash {
    info { version: 2.1.3; provides: "disk", "rare"; }
    impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } }
}
impl_interface(flash, "x.block", 1.1) { read { return 1; } trim { return 1; } }

module ram {
    info { provides: "disk"; flags: HOT_RELOADABLE | DRIVER; }
    impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } }
}
impl_interface(ram, "x.block", 1.0) { read { return 2; } }

module fs {
    info { dependencies: "disk", "rare", "core" optional; }
    uses { "x.block" 1.0 as disk; "x.net" 1.0 as remote optional; }
    impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } }
}

module backup {
    info { name: "backup.service"; dependencies: "fs" >= 0.1, "disk" optional; after: "core"; }
    uses { "x.block" 1.1 as from; "x.block" as to optional; }
    impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } }
}
