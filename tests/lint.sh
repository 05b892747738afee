#!/bin/sh
# SPDX-License-Identifier: MIT
# Style of everything that is written by hand: formats and types. Run by `ninja lint`
# in the project's root; the argument is the interpreter. A failing line says what is
# wrong; `black .` and `clang-format -i FILE` mend formats.
set -u
python=${1:-/usr/bin/python3}
status=0
check() {
    echo "lint: $1 $2"
    "$@" || status=1
}

sources=$(find boot runtime modules_impl tests -name expected -prune -o \
    -name '*.[ch]' -print | sort)
# shellcheck disable=SC2086
check clang-format --dry-run -Werror $sources
check black --quiet --check --diff configure.py codegen tests
check pyflakes3 configure.py codegen tests
check "$python" -m mypy
exit "$status"
