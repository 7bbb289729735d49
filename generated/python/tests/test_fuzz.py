"""Decoders give a value or a DecodeError for any bytes, never anything else, and never take long over a length."""

import random
import time
from collections.abc import Callable

import pytest
from goldens import goldens

from gve_types import DecodeError, container, frame, snapshot

SEED = 20261121
SECONDS_PER_DECODER = 3.0


def read_frame(data: bytes) -> object:
    return frame.read_message(frame.decode(data))


def mutate(source: random.Random, data: bytes) -> bytes:
    """A few changed, cut, repeated or added bytes."""
    changed = bytearray(data)
    for _ in range(source.randint(1, 6)):
        at = source.randint(0, len(changed))
        match source.randrange(5):
            case 0 if at < len(changed):
                changed[at] = source.randrange(256)
            case 1:
                del changed[at:]
            case 2:
                changed[at:at] = source.randbytes(source.randint(1, 12))
            case 3:
                changed[at : at + 4] = source.choice((0, 1, 16, 64, 2**31, 2**32 - 1)).to_bytes(4, "little")
            case _:
                del changed[at : at + source.randint(1, 12)]
    return bytes(changed)


@pytest.mark.parametrize(
    ("kind", "decode"), [("frame", read_frame), ("snapshot", snapshot.decode), ("container", container.decode)]
)
def test_any_bytes(kind: str, decode: Callable[[bytes], object]) -> None:
    source = random.Random(SEED)
    corpus = [golden.data for refused in (False, True) for golden in goldens(kind, refused=refused)]
    end = time.monotonic() + SECONDS_PER_DECODER
    inputs = 0
    while time.monotonic() < end or inputs < 2_000:
        data = (
            mutate(source, source.choice(corpus)) if source.random() < 0.9 else source.randbytes(source.randint(0, 200))
        )
        inputs += 1
        try:
            decode(data)
        except DecodeError as error:
            assert 0 <= error.offset <= len(data) + 64, f"seed {SEED}, input {inputs}: {data.hex()}"
        except Exception as error:
            pytest.fail(f"seed {SEED}, input {inputs}: {error!r} for {data.hex()}")
