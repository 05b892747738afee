#!/bin/sh
# SPDX-License-Identifier: MIT
# Style of everything that is written by hand: formats and types. Run by `ninja lint`
# in the project's root; the argument is the interpreter. A failing line says what is
# wrong; `black .` and `clang-format -i` mend formats.
set -u
python=${1:-/usr/bin/python3}
status=0
check() {
    echo "lint: $*"
    "$@" || status=1
}

sources=$(git ls-files --cached --others --exclude-standard '*.c' '*.h')
# shellcheck disable=SC2086
check clang-format --dry-run -Werror $sources
check black --quiet --check --diff .
check "$python" -m mypy
exit "$status"
