# SPDX-License-Identifier: MIT
"""A kernel of 200 modules, built as such kernels are: a few modules that everybody
uses, layers above each other, and many modules of one kind in a layer.

Written by `folder = write_large(path)`: `mods/large.mod` and `large.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

HOOKS = "impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } }"
INTERFACES = (
    *("clock", "log", "memory", "bus", "block"),
    *("volume", "link", "socket", "files", "store"),
)
BUSES = ("pci", "usb", "i2c", "virtio")
DISKS = {"ahci": "pci", "nvme": "pci", "stick": "usb", "vblk": "virtio", "rom": "i2c"}
NICS = {"e1000": "pci", "rtl": "pci", "vnet": "virtio", "wlan": "usb"}
SENSORS = ("heat", "light", "sound", "motion", "power", "tilt")
VOLUMES = ("plain", "raid", "crypt", "thin")
FILES = ("ext", "fat", "iso", "tmp", "proc", "tar", "rom", "net", "log", "union")
SERVICES = ("web", "mail", "file", "print", "audit", "time", "update", "backup")
APPLICATIONS = ("web", "mail", "file", "print", "audit", "time")


def _spec(
    name: str,
    *,
    needs: Sequence[str] = (),
    after: str = "",
    provides: str = "",
    uses: Sequence[str] = (),
    serves: str = "",
) -> str:
    """`needs` and `uses` may end with " optional"."""
    info = f'name: "{name}";'
    entries = [
        f'"{n.split()[0]}"{" optional" * n.endswith(" optional")}' for n in needs
    ]
    info += f" dependencies: {', '.join(entries)};" if needs else ""
    info += f' after: "{after}";' if after else ""
    info += f' provides: "{provides}";' if provides else ""
    handles = ""
    for use in uses:
        interface, _, optional = use.partition(" ")
        handles += f'"sys.{interface}" 1.0 as {interface} {optional}; '
    block = f"uses {{ {handles}}}" if uses else ""
    identifier = name.replace("-", "_")
    text = f"module {identifier} {{ info {{ {info} }} {block} {HOOKS} }}\n"
    if serves:
        text += f'impl_interface({identifier}, "sys.{serves}", 1.0) '
        text += f"{{ {serves}_get {{ return 1; }} }}\n"
    return text


def _base() -> Iterator[str]:
    yield _spec("clock", serves="clock")
    yield _spec("log", uses=["clock optional"], serves="log")
    yield _spec("memory", uses=["log"], serves="memory")
    yield _spec("irq", needs=["memory"], uses=["log"], provides="interrupts")
    yield _spec("entropy", needs=["clock"], provides="random")
    yield _spec("trace", uses=["log", "clock"], after="irq")
    for bus in BUSES:
        uses = ["log", "memory"]
        yield _spec(
            f"bus-{bus}", needs=["interrupts"], uses=uses, provides=f"bus.{bus}"
        )
    yield _spec("bus-core", needs=[f"bus.{bus}" for bus in BUSES], serves="bus")


def _drivers() -> Iterator[str]:
    for number in range(6):
        for kind, bus in DISKS.items():
            yield _spec(
                f"disk-{kind}-{number}",
                needs=[f"bus.{bus}", "irq"],
                uses=["log", "clock"],
                serves="block",
                provides="disk",
            )
    for number in range(4):
        for kind, bus in NICS.items():
            yield _spec(
                f"nic-{kind}-{number}",
                needs=[f"bus.{bus}"],
                uses=["log", "memory"],
                serves="link",
                provides="nic",
            )
    for number in range(5):
        for kind in SENSORS:
            uses = ["bus", "clock", "log optional"]
            yield _spec(f"sensor-{kind}-{number}", uses=uses, provides="sensor")


def _storage() -> Iterator[str]:
    yield _spec("block-cache", needs=["disk"], uses=["block", "memory"])
    for kind in VOLUMES:
        yield _spec(
            f"volume-{kind}",
            needs=["block-cache"] + ["random"] * (kind == "crypt"),
            uses=["block", "log"],
            serves="volume",
            provides="volumes",
        )
    for kind in FILES:
        yield _spec(
            f"fs-{kind}",
            needs=["volumes"],
            uses=["volume", "log", "clock optional"],
            serves="files",
            provides="filesystem",
        )
    yield _spec("vfs", needs=["filesystem"], uses=["files", "log", "memory"])
    yield _spec("store-db", needs=["vfs"], uses=["log", "memory"], serves="store")


def _network() -> Iterator[str]:
    internet = ["net-ipv4", "net-ipv6 optional"]
    yield _spec("net-core", needs=["nic"], uses=["link", "log", "memory"])
    for kind in ("arp", "ipv4", "ipv6"):
        yield _spec(f"net-{kind}", needs=["net-core"], uses=["log"])
    yield _spec("net-icmp", needs=["net-core"], uses=["log"], after="net-arp")
    yield _spec("net-udp", needs=internet, uses=["log"])
    yield _spec(
        "net-tcp", needs=[*internet, "random"], uses=["log", "clock"], serves="socket"
    )
    yield _spec("net-dns", needs=["net-udp"], uses=["log", "clock"])
    yield _spec("net-dhcp", needs=["net-udp"], uses=["log"])
    yield _spec("net-tls", needs=["net-tcp", "random", "vfs"], uses=["socket"])


def _programs() -> Iterator[str]:
    for kind in SERVICES:
        for number in range(5):
            odd = number % 2 == 1
            yield _spec(
                f"svc-{kind}-{number}",
                needs=["vfs" if odd else "net-tls", "net-dns optional"][: 2 - odd],
                uses=["log", "clock", "socket" if odd else "store"],
                provides=f"service.{kind}",
            )
    for kind in APPLICATIONS:
        for number in range(7):
            yield _spec(
                f"app-{kind}-{number}",
                needs=[f"service.{kind}"] + ["sensor"] * (number == 0),
                uses=["log", "store optional" if number == 3 else "clock"],
                after="trace" if number == 2 else "",
            )
    for number in range(4):
        yield _spec(f"shell-{number}", needs=["vfs", "net-tcp optional"], uses=["log"])


def write_large(folder: Path) -> list[str]:
    """Write the specs and the profile, and return the names of the modules."""
    parts = (_base(), _drivers(), _storage(), _network(), _programs())
    specs = [spec for part in parts for spec in part]
    names = [spec.split('"')[1] for spec in specs]
    interfaces = [
        f'interface "sys.{name}" 1.0 {{ int {name}_get(void) @on_fail(0); }}\n'
        for name in INTERFACES
    ]
    (folder / "mods").mkdir()
    (folder / "mods" / "large.mod").write_text("".join([*interfaces, *specs]))
    listed = "".join(f'    "{name}",\n' for name in names)
    (folder / "large.toml").write_text(
        '[profile]\nname = "large"\ntarget = "host"\n'
        f"[modules]\nstatic = [\n{listed}]\n[interfaces]\n"
        '"sys.block" = "disk-nvme-0"\n'
        '"sys.link" = "nic-e1000-0"\n'
        '"sys.volume" = "volume-plain"\n'
        '"sys.files" = "fs-ext"\n'
    )
    return names
