"""Readers that Kaitai Struct compiled from the `.ksy` descriptions agree with ours; they share no code."""

import pytest
from goldens import Golden, goldens
from kaitai_readers.gve_bin import GveBin
from kaitai_readers.gve_frame import GveFrame
from kaitai_readers.gve_snapshot import GveSnapshot

from gve_types import container
from gve_types.generated.layout import MeshVertex, SoundHeader, SoundMode, SoundOperator, Splat, TextureHeader


def same_fields(record: object, kaitai: object) -> None:
    for name in record.__slots__:
        ours, theirs = getattr(record, name), getattr(kaitai, name)
        assert theirs == (list(ours) if isinstance(ours, tuple) else ours), name


@pytest.mark.parametrize("golden", goldens("frame", refused=False), ids=str)
def test_frames(golden: Golden) -> None:
    read = GveFrame.from_bytes(golden.data)
    expected = golden.content["header"]
    assert read.header.asset_id == int(expected["asset_id"])
    for name in ("msg_type", "version", "payload_len", "reserved"):
        assert getattr(read.header, name) == expected[name]
    message = golden.content["message"]
    if "text" in message:
        assert read.payload.value == message["text"]
    if "stage" in message:
        assert (read.payload.stage.name.upper(), read.payload.fraction) == (message["stage"], message["fraction"])


@pytest.mark.parametrize("golden", goldens("snapshot", refused=False), ids=str)
def test_snapshots(golden: Golden) -> None:
    read = GveSnapshot.from_bytes(golden.data)
    seen = [(str(e.asset_id), e.kind.name.upper(), e.active == 1) for e in read.entries]
    assert seen == [(e["asset_id"], e["kind"], e["active"]) for e in golden.content["entries"]]


@pytest.mark.parametrize("golden", goldens("container", refused=False), ids=str)
def test_containers(golden: Golden) -> None:
    read = GveBin.from_bytes(golden.data)
    assert read.header.magic == b"GVE1"
    for name, value in golden.content["header"].items():
        assert name == "magic" or getattr(read.header, name) == value
    for section in container.decode(golden.data).sections:
        assert getattr(read, section.name) is not None


def test_records_of_the_geometry() -> None:
    (golden,) = [golden for golden in goldens("container", refused=False) if golden.name == "container-geometry"]
    sections = {section.name: section.offset for section in container.decode(golden.data).sections}
    read = GveBin.from_bytes(golden.data)
    for index, splat in enumerate(read.splat_data.entries):
        same_fields(Splat.read(golden.data, sections["splat_data"] + index * Splat.SIZE), splat)
    first = sections["shell_mesh"] + 32
    for index, vertex in enumerate(read.shell_mesh.vertices):
        same_fields(MeshVertex.read(golden.data, first + index * MeshVertex.SIZE), vertex)
    assert (len(read.splat_data.entries), len(read.shell_mesh.vertices)) == (2, 3)
    assert read.shell_mesh.indices == [0, 1, 2]
    assert read.sdf_texture.samples_f16[:2] == [0x3C00, 0xBC00]


def test_bricks_of_a_sparse_texture() -> None:
    (golden,) = [golden for golden in goldens("container", refused=False) if golden.name == "container-sparse-texture"]
    (section,) = container.decode(golden.data).sections
    texture = GveBin.from_bytes(golden.data).sdf_texture
    same_fields(TextureHeader.read(golden.data, section.offset), texture.header)
    outside, inside = 0xFFFF_FFFF, 0xFFFF_FFFE
    assert texture.brick_index == [outside, 0, inside, inside, outside, 1]
    assert texture.bricks_f16 == [0x3000 + sample for sample in range(2000)]


def test_records_of_a_sound() -> None:
    (golden,) = [golden for golden in goldens("container", refused=False) if golden.name == "container-sound"]
    (section,) = container.decode(golden.data).sections
    patch = GveBin.from_bytes(golden.data).audio_patch.patch
    same_fields(SoundHeader.read(golden.data, section.offset), patch.header)
    for index, operator in enumerate(patch.operators):
        at = section.offset + SoundHeader.SIZE + index * SoundOperator.SIZE
        same_fields(SoundOperator.read(golden.data, at), operator)
    same_fields(SoundMode.read(golden.data, section.offset + section.size - SoundMode.SIZE), patch.modes[0])
    assert [filter.frequency_hz for filter in patch.filters] == [8000.0, 750.0]
