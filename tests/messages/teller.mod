// SPDX-License-Identifier: MIT

/// Sends a message for each request. Values are written as i:-5 t:text b:00ff (bytes),
/// y and n (Boolean), e (Empty), l (List), m (Map); an answer's are, too.
module teller {
    uses { "shape.test" 1.2 as shape; }
    sources: "teller.c";
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        /// MODULE INTERFACE OPERATION VALUE...
        request "call";
        /// The same, and nobody wants to know what came of it.
        request "notify";
        /// OPERATION: what the typed call gives for the values of the test.
        request "typed";
        /// MODULE INTERFACE
        request "operations";
        /// INTERFACE MAJOR.MINOR
        request "from";
    }
}
