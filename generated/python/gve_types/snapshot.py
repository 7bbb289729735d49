"""The scene snapshot: a u32 count, then 10 bytes per object, meshes before SDFs."""

from collections.abc import Iterable
from dataclasses import dataclass
from struct import Struct

from gve_types.decode_error import DecodeError
from gve_types.generated.layout import Buffer, SnapshotEntry, SnapshotKind

_COUNT = Struct("<I")


@dataclass(frozen=True, slots=True)
class SnapshotObject:
    """One object of the scene."""

    asset_id: int
    kind: SnapshotKind
    active: bool
    """Whether it is drawn at the moment."""


def decode(data: Buffer) -> list[SnapshotObject]:
    """Reads a snapshot; raises DecodeError for a wrong length, kind, flag or order."""
    if len(data) < _COUNT.size:
        raise DecodeError("binary.truncated", 0, "the number of entries is not whole")
    (count,) = _COUNT.unpack_from(data)
    expected = _COUNT.size + count * SnapshotEntry.SIZE
    if len(data) != expected:
        raise DecodeError("binary.truncated", 0, f"{count} entries take {expected} bytes, and there are {len(data)}")
    objects: list[SnapshotObject] = []
    for at in range(_COUNT.size, expected, SnapshotEntry.SIZE):
        objects.append(_read_object(data, at, objects))
    return objects


def _read_object(data: Buffer, at: int, before: list[SnapshotObject]) -> SnapshotObject:
    entry = SnapshotEntry.read(data, at)
    if entry.kind not in tuple(SnapshotKind):
        raise _bad(at, "kind", f"there is no kind of object {entry.kind}")
    if entry.active > 1:
        raise _bad(at, "active", f"an object is active (1) or not (0), not {entry.active}")
    kind = SnapshotKind(entry.kind)
    if kind is SnapshotKind.MESH and before and before[-1].kind is SnapshotKind.SDF:
        raise _bad(at, "kind", "meshes come before SDFs")
    return SnapshotObject(entry.asset_id, kind, entry.active == 1)


def _bad(at: int, field: str, reason: str) -> DecodeError:
    return DecodeError("binary.bad_section", at + SnapshotEntry.OFFSETS[field], reason)


def encode(objects: Iterable[SnapshotObject]) -> bytes:
    """Writes a snapshot: meshes first, then SDFs, each in the given order."""
    ordered = sorted(objects, key=lambda entry: entry.kind)
    entries = [SnapshotEntry(entry.asset_id, entry.kind, int(entry.active)).pack() for entry in ordered]
    return _COUNT.pack(len(entries)) + b"".join(entries)
