"""Header of a `.gve_bin` file, version 3: where the sections lie, checked against the file."""

from dataclasses import dataclass, replace

from gve_types.decode_error import DecodeError
from gve_types.generated.layout import (
    CONTAINER_FLAG_COMPRESSED,
    CONTAINER_MAGIC,
    CONTAINER_MAX_SPLATS,
    CONTAINER_SECTION_ALIGNMENT,
    CONTAINER_VERSION,
    Buffer,
    ContainerHeader,
    Splat,
)

_MAGIC = CONTAINER_MAGIC.to_bytes(4, "little")
_OFFSETS = ContainerHeader.OFFSETS
_SECTIONS = ("sdf_bytecode", "sdf_texture", "splat_data", "shell_mesh", "audio_patch", "metadata")


@dataclass(frozen=True, slots=True)
class Section:
    """Where a section lies; inside the file, aligned, disjoint from every other section."""

    name: str
    offset: int
    """Bytes from the start of the file."""
    size: int
    """Bytes of the section."""


@dataclass(frozen=True, slots=True)
class Container:
    """A file whose header, checksum and section bounds were found good."""

    header: ContainerHeader
    sections: tuple[Section, ...]
    """Sections that are present, in the order of their header words."""


def decode(data: Buffer) -> Container:
    """Checks a whole file; raises DecodeError with a ``binary.…`` code."""
    header = _read_header(data)
    found = (_read_section(header, name, len(data)) for name in _SECTIONS)
    sections = tuple(section for section in found if section is not None)
    _refuse_overlap(sections)
    computed = checksum(data)
    if computed != header.crc32c:
        reason = f"the checksum is {computed:08x} and the header says {header.crc32c:08x}"
        raise DecodeError("binary.bad_checksum", _OFFSETS["crc32c"], reason)
    if header.flags & CONTAINER_FLAG_COMPRESSED:
        raise _bad(_OFFSETS["flags"], "compressed sections are not read by this version")
    return Container(header, sections)


def encode(header: ContainerHeader, body: bytes) -> bytes:
    """Writes a file: the header's words with the checksum that belongs to them, then the bytes after the header."""
    unsealed = replace(header, crc32c=0).pack() + body
    return replace(header, crc32c=crc32c(unsealed)).pack() + body


def checksum(data: Buffer) -> int:
    """CRC-32C of a whole file with its checksum word taken as zero; the file is at least a header long."""
    at = _OFFSETS["crc32c"]
    return crc32c(bytes(data[:at]) + bytes(4) + bytes(data[at + 4 :]))


def _bad(offset: int, reason: str) -> DecodeError:
    return DecodeError("binary.bad_section", offset, reason)


def _read_header(data: Buffer) -> ContainerHeader:
    start = bytes(data[:4])
    if not _MAGIC.startswith(start):
        raise DecodeError("binary.bad_magic", 0, "a .gve_bin file starts with the four bytes GVE1")
    if len(data) < ContainerHeader.SIZE:
        offset = 0 if len(start) < 4 else len(data)
        raise DecodeError("binary.truncated", offset, f"the header takes {ContainerHeader.SIZE} bytes")
    header = ContainerHeader.read(data)
    if header.format_version >> 16 != CONTAINER_VERSION >> 16:
        version = f"{header.format_version >> 16}.{header.format_version & 0xFFFF}"
        reason = f"format version {version} is not read by this reader of 3.x"
        raise DecodeError("binary.unsupported_version", _OFFSETS["format_version"], reason)
    return header


def _read_section(header: ContainerHeader, name: str, length: int) -> Section | None:
    is_splats = name == "splat_data"
    at = _OFFSETS[f"{name}_offset"]
    offset = getattr(header, f"{name}_offset")
    count = header.splat_count if is_splats else getattr(header, f"{name}_size")
    if offset == 0:
        if count == 0:
            return None
        raise _bad(at, f"section {name} has a size but no offset")
    if is_splats and count > CONTAINER_MAX_SPLATS:
        raise _bad(at + 4, f"{count} splats are too many")
    size = count * Splat.SIZE if is_splats else count
    if offset < ContainerHeader.SIZE or offset % CONTAINER_SECTION_ALIGNMENT:
        raise _bad(at, f"section {name} starts at {offset}, in the header or off the alignment")
    if offset + size > length:
        reason = f"section {name} ends at {offset + size} and the file at {length}"
        raise DecodeError("binary.truncated", at, reason)
    return Section(name, offset, size)


def _refuse_overlap(sections: tuple[Section, ...]) -> None:
    by_offset = sorted((section for section in sections if section.size), key=lambda section: section.offset)
    for before, section in zip(by_offset, by_offset[1:]):
        if before.offset + before.size > section.offset:
            raise _bad(_OFFSETS[f"{section.name}_offset"], f"section {section.name} overlaps {before.name}")


def _table() -> tuple[int, ...]:
    def entry(crc: int) -> int:
        for _ in range(8):
            crc = (crc >> 1) ^ 0x82F63B78 if crc & 1 else crc >> 1
        return crc

    return tuple(entry(byte) for byte in range(256))


_TABLE = _table()


def crc32c(data: Buffer) -> int:
    """CRC-32C (Castagnoli), RFC 3720 appendix B.4."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = (crc >> 8) ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF
