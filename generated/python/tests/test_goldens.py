"""Goldens written by Rust are read, and written again without a changed byte; damaged ones are refused alike."""

import pytest
from goldens import Golden, goldens

from gve_types import DecodeError, container, frame, snapshot
from gve_types.generated.layout import MeshHeader, MeshLod, MeshVertex, SnapshotKind, Splat, TextureHeader


def read_frame(data: bytes) -> None:
    frame.read_message(frame.decode(data))


READERS = {"frame": read_frame, "snapshot": snapshot.decode, "container": container.decode}


@pytest.mark.parametrize("golden", goldens("frame", refused=False), ids=str)
def test_frames(golden: Golden) -> None:
    decoded = frame.decode(golden.data)
    expected = golden.content["header"]
    for name in ("msg_type", "version", "payload_len", "reserved"):
        assert getattr(decoded.header, name) == expected[name]
    assert decoded.header.asset_id == int(expected["asset_id"])
    assert decoded.payload.hex() == golden.content["payload_hex"]
    assert (
        frame.encode(decoded.header.msg_type, decoded.header.asset_id, decoded.header.version, decoded.payload)
        == golden.data
    )


@pytest.mark.parametrize("golden", goldens("frame", refused=False), ids=str)
def test_messages(golden: Golden) -> None:
    message = frame.read_message(frame.decode(golden.data))
    expected = golden.content["message"]
    assert ("UNKNOWN" if message.type is None else message.type.name) == expected["type"]
    assert message.text == expected.get("text")
    assert message.fraction == expected.get("fraction")
    assert (message.stage.name if message.stage is not None else None) == expected.get("stage")
    if message.stage is not None and message.fraction is not None:
        assert frame.progress_payload(message.stage, message.fraction) == golden.data[18:]


@pytest.mark.parametrize("golden", goldens("snapshot", refused=False), ids=str)
def test_snapshots(golden: Golden) -> None:
    objects = snapshot.decode(golden.data)
    expected = [(int(e["asset_id"]), SnapshotKind[e["kind"]], e["active"]) for e in golden.content["entries"]]
    assert [(o.asset_id, o.kind, o.active) for o in objects] == expected
    assert snapshot.encode(objects) == golden.data


@pytest.mark.parametrize("golden", goldens("container", refused=False), ids=str)
def test_containers(golden: Golden) -> None:
    read = container.decode(golden.data)
    for name, value in golden.content["header"].items():
        assert getattr(read.header, name) == value
    assert container.encode(read.header, golden.data[64:]) == golden.data


def test_records_of_the_geometry() -> None:
    (golden,) = [golden for golden in goldens("container", refused=False) if golden.name == "container-geometry"]
    sections = {section.name: section for section in container.decode(golden.data).sections}
    rewritten = bytearray(golden.data)

    def rewrite(kind: type, at: int) -> object:
        record = kind.read(golden.data, at)
        rewritten[at : at + kind.SIZE] = bytes(kind.SIZE)
        rewritten[at : at + kind.SIZE] = record.pack()
        return record

    texture = rewrite(TextureHeader, sections["sdf_texture"].offset)
    assert (texture.dimensions, texture.band_m) == ((2, 2, 2), 4.0)
    splats = [rewrite(Splat, sections["splat_data"].offset + index * Splat.SIZE) for index in range(2)]
    assert [splat.position for splat in splats] == [(1.0, 1.5, -1.0), (-2.25, -1.75, 2.25)]
    assert [splat.material_index for splat in splats] == [13, 203]
    at = sections["shell_mesh"].offset
    mesh = rewrite(MeshHeader, at)
    assert (mesh.vertex_count, mesh.index_count, mesh.lod_count) == (3, 3, 1)
    assert rewrite(MeshLod, at + MeshHeader.SIZE).error_m == 0.25
    first = at + MeshHeader.SIZE + MeshLod.SIZE
    vertices = [rewrite(MeshVertex, first + index * MeshVertex.SIZE) for index in range(3)]
    assert [vertex.material_index for vertex in vertices] == [0x0102, 0x0103, 0x0104]
    assert bytes(rewritten) == golden.data


@pytest.mark.parametrize("kind", READERS)
def test_damage_is_refused_with_the_same_code_at_the_same_offset(kind: str) -> None:
    cases = goldens(kind, refused=True)
    assert len(cases) >= 8
    for golden in cases:
        with pytest.raises(DecodeError) as caught:
            READERS[kind](golden.data)
        assert {"code": caught.value.code, "offset": caught.value.offset} == golden.content["refused"], golden.name
