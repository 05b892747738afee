# SPDX-License-Identifier: MIT
"""helix-execution answers whoever asks, with whatever room they have."""

from __future__ import annotations

import pytest

from tests.boot.transcript import QUIET, boot
from tests.workspace import Workspace

SPEC = """
module asker {
    info { dependencies: "helix-execution"; }
    c {
        /* Names what failed, and shows that nothing is written behind the room. */
        static hx_status ask(struct asker *self, char *room, size_t size,
                             struct hx_response *response)
        {
            const struct hx_request request = {.type = "tasks"};
            struct hx_response got = {.payload = {.data = room, .capacity = size}};
            hx_status status = hx_request_service(self->context, "helix-execution",
                                                  &request, &got);

            if (status != HX_OK)
                return hx_respond_fmt(response, "%s", hx_status_name(status));
            return hx_respond(response, room, got.payload.size);
        }
    }
    state { char room[64]; }
    impl {
        QUIET
        request "none"  { return ask(self, NULL, 0, response); }
        request "small" {
            self->room[8] = '!';
            (void)ask(self, self->room, 8, response);
            if (self->room[8] != '!')
                return hx_respond_error(response, "written behind the room");
            return HX_OK;
        }
        request "enough" { return ask(self, self->room, sizeof(self->room), response); }
    }
}
""".replace(
    "QUIET", QUIET
)

KINDS = ["none", "small", "enough"]


@pytest.mark.parametrize(
    "tasks, replies",
    [
        ([], ["", "", ""]),
        (
            ["alpha", "beta"],
            ["HX_ERR_NO_SPACE", "HX_ERR_NO_SPACE", "1 alpha new 7 0; 2 beta new 7 0"],
        ),
    ],
)
def test_tasks_fit_or_are_refused(
    workspace: Workspace, tasks: list[str], replies: list[str]
) -> None:
    names = ", ".join(f'"{name}"' for name in tasks)
    seen = boot(
        workspace,
        SPEC,
        ["asker"],
        [f"request asker {kind}" for kind in KINDS],
        more=f"[config.helix-execution]\ntasks = [{names}]" if tasks else "",
    )
    for kind, reply in zip(KINDS, replies, strict=True):
        assert seen.reply(f"request asker {kind}") == f'-> ok "{reply}"'
