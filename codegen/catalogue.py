# SPDX-License-Identifier: MIT
"""The ids of all diagnostics, each with its title in `docs/errors.md`.

An id is never reused or renumbered. E1 is lexis and syntax, E2 names and the
parts of a module, E3 C declarations and types, E4 interfaces, E5 dependencies
and the plan, E6 profiles, E7 what the build finds; W are warnings.
"""

from __future__ import annotations

RULES: dict[str, str] = {
    # Lexis and syntax
    "E101": "Not a text file in UTF-8",
    "E102": "Control character",
    "E103": "Unterminated string or comment",
    "E104": "Syntax error",
    "E105": "Unclosed block",
    "E106": "Malformed version",
    "E107": "Malformed name",
    "E108": "Preprocessor line in a body",
    "E109": "Malformed number",
    "E110": "Unreadable file",
    # Names and the parts of a module
    "E201": "Duplicate module",
    "E202": "Duplicate capability",
    "E203": "Duplicate key or block",
    "E204": "Duplicate hook",
    "E205": "Duplicate field",
    "E206": "Duplicate config key",
    "E207": "Duplicate handle",
    "E208": "Unknown key",
    "E209": "Unknown flag",
    "E210": "Unknown hook",
    "E211": "Unknown event",
    "E212": "Missing hook",
    "E213": "Reserved name",
    "E214": "Generated names collide",
    "E215": "Capability and module of the same name",
    "E216": "Hooks that exclude each other",
    "E217": "A hook takes no parameters",
    "E218": "Missing source file",
    "E219": "Unknown annotation",
    "E220": "Duplicate entry",
    "E221": "Value of the wrong type",
    "E222": "Migration that does not fit",
    "E223": "Restart policy that does not fit",
    # C declarations and types
    "E301": "Malformed C declaration",
    "E302": "Unknown type",
    "E303": "Type not allowed here",
    "E304": "Pointer in saved state",
    "E305": "Default does not fit",
    "E306": "Range does not fit",
    "E307": "Preprocessor line or attribute in types",
    "E308": "Duplicate type",
    "E309": "Types blocks that need each other",
    # Interfaces
    "E401": "Duplicate interface",
    "E402": "Duplicate operation",
    "E403": "Unknown interface",
    "E404": "Unknown operation",
    "E405": "Operation not implemented",
    "E406": "Interface version that does not exist",
    "E407": "Pointer parameter without annotation",
    "E408": "Annotation that does not fit",
    "E409": "Result needs @on_fail",
    "E410": "Interface implemented twice",
    "E411": "Operation name must be mapped",
    "E412": "Implementation of an unknown module",
    "E413": "Parameter not allowed",
    "E414": "Provider that cannot serve the operation",
    # Dependencies and the plan
    "E501": "Unknown dependency",
    "E502": "Version not satisfied",
    "E503": "Dependency on itself",
    "E504": "Dependency cycle",
    "E505": "No provider",
    "E506": "Ambiguous provider",
    "E507": "Static module needs a loadable one",
    "E508": "Interface version not provided",
    "E509": "Constraint that nothing satisfies",
    # Profiles
    "E601": "Malformed profile",
    "E602": "Unknown table or key in a profile",
    "E603": "Profile value of the wrong type",
    "E604": "Unknown module in a profile",
    "E605": "Unknown config key in a profile",
    "E606": "Config value of the wrong type or out of range",
    "E607": "Binding that does not fit",
    "E608": "Not built for yet",
    "E609": "Missing file named in a profile",
    "E610": "Module named twice in a profile",
    "E611": "Module that cannot be a file of its own",
    # Build
    "E701": "Hook or operation not defined in sources",
    "E702": "Hook or operation with the wrong signature",
    "E703": "Module section differs from the plan",
    # Warnings
    "W101": "Nobody publishes this event",
    "W102": "Order names an unknown module",
    "W103": "Experimental module in the image",
    "W104": "Deprecated module in the image",
    "W105": "Profile section of a module outside the image",
}
