#!/bin/sh
# SPDX-License-Identifier: MIT
# From a fresh Debian 12 to a booted kernel, or to a tested one, in one command.
set -eu

usage() {
    echo "usage: ./bootstrap.sh run|test" >&2
    exit 2
}

[ $# -eq 1 ] || usage
cd "$(dirname "$0")"

# What building and booting needs.
run_packages="python3 python3-jinja2 python3-pycparser python3-pyelftools ninja-build
    gcc libc6-dev binutils qemu-system-x86 openssl cpio dosfstools"
# What the tests add: frameworks, the second compiler, and the linters.
test_packages="libcriterion-dev python3-pytest python3-pytest-xdist python3-hypothesis
    python3-networkx clang lld libclang-rt-dev libasan8 libubsan1 libtsan2 clang-format
    mypy black pyflakes3 graphviz git make cmake mtools ccache valgrind"

case $1 in
run) packages=$run_packages ;;
test) packages="$run_packages $test_packages" ;;
*) usage ;;
esac

missing=
for package in $packages; do
    status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) || status=
    [ "$status" = installed ] || missing="$missing $package"
done
if [ -n "$missing" ]; then
    echo "bootstrap: installing$missing"
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || {
            echo "bootstrap: needs root or sudo to install:$missing" >&2
            exit 2
        }
        as_root=sudo
    fi
    $as_root apt-get update --quiet --quiet
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --quiet \
        --no-install-recommends $missing
fi

/usr/bin/python3 ./configure.py
case $1 in
run)
    ninja -C build
    exec build/run
    ;;
test)
    exec ninja -k 0 -C build test
    ;;
esac
