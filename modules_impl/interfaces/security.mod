// SPDX-License-Identifier: MIT

/// Decides what is allowed. HX_OK allows; HX_ERR_DENIED forbids, with the rule that says
/// so as the detail. Who asks takes any other answer for a no as well: a policy that
/// cannot be asked allows nothing.
interface "helix.security" 1.0 {
    /// May `source` send a request of this type to `target`? Both are modules' names;
    /// `source` may also be "kernel".
    hx_status check_request(const char *source @string, const char *target @string,
                            const char *type @string);

    /// May this file be loaded as the module `name`? `is_signed`: its signature was
    /// checked and is good.
    hx_status check_load(const char *file @string, const char *name @string,
                         bool is_signed);
}
