"""Messages of the binary asset socket: an 18-byte header and a payload, one frame per WebSocket message."""

from dataclasses import dataclass
from math import isnan
from struct import Struct

from gve_types.decode_error import DecodeError
from gve_types.generated.layout import Buffer, CompileStageNumber, FrameHeader, MessageType

_PROGRESS = Struct("<Bf")
_WITHOUT_PAYLOAD = (MessageType.VERSION_BUMP, MessageType.REQUEST_ASSET, MessageType.CANCEL_COMPILE)
_WITH_TEXT = (MessageType.ASSET_INVALID, MessageType.REQUEST_COMPILE)


@dataclass(frozen=True, slots=True)
class Frame:
    """A decoded frame with a copy of its payload."""

    header: FrameHeader
    payload: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """What a frame says, with its payload checked. Fields that the type does not have are None."""

    type: MessageType | None
    """None for a type of a later version."""
    text: str | None = None
    stage: CompileStageNumber | None = None
    fraction: float | None = None
    """Part of the whole compile that is done, 0 to 1."""
    binary: bytes | None = None


def decode(data: Buffer) -> Frame:
    """Reads a frame.

    Raises DecodeError: ``frame.truncated`` when the header is not whole, ``frame.length_mismatch`` when the payload
    has another length than the header says.
    """
    if len(data) < FrameHeader.SIZE:
        starts = [*FrameHeader.OFFSETS.values(), FrameHeader.SIZE]
        cut = next(start for start, end in zip(starts, starts[1:]) if end > len(data))
        raise DecodeError("frame.truncated", cut, "the header of the frame is not whole")
    header = FrameHeader.read(data)
    length = len(data) - FrameHeader.SIZE
    if length != header.payload_len:
        reason = f"the header says {header.payload_len} bytes of payload and {length} follow"
        raise DecodeError("frame.length_mismatch", FrameHeader.OFFSETS["payload_len"], reason)
    return Frame(header, bytes(data[FrameHeader.SIZE :]))


def encode(msg_type: int, asset_id: int, version: int, payload: bytes = b"") -> bytes:
    """Writes a frame; raises struct.error for a number that its field cannot hold."""
    return FrameHeader(msg_type, asset_id, version, len(payload), 0).pack() + payload


def progress_payload(stage: CompileStageNumber, fraction: float) -> bytes:
    """Payload of an ASSET_PROGRESS frame; the fraction is clamped to 0 to 1."""
    return _PROGRESS.pack(stage, min(max(fraction, 0.0), 1.0))


def read_message(frame: Frame) -> Message:
    """Reads the payload by the header's type; raises DecodeError ``frame.bad_payload`` when it does not fit."""
    try:
        kind = MessageType(frame.header.msg_type)
    except ValueError:
        return Message(None)
    if kind in _WITHOUT_PAYLOAD:
        if frame.payload:
            raise _bad_payload(0, f"this message has no payload, and {len(frame.payload)} bytes follow")
        return Message(kind)
    if kind in _WITH_TEXT:
        return Message(kind, text=_read_text(frame.payload))
    if kind is MessageType.ASSET_PROGRESS:
        return _read_progress(frame.payload)
    return Message(kind, binary=frame.payload)


def _bad_payload(offset: int, reason: str) -> DecodeError:
    return DecodeError("frame.bad_payload", FrameHeader.SIZE + offset, reason)


def _read_text(payload: bytes) -> str:
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _bad_payload(error.start, "the text is not UTF-8") from None


def _read_progress(payload: bytes) -> Message:
    if len(payload) != _PROGRESS.size:
        raise _bad_payload(0, f"progress takes {_PROGRESS.size} bytes, not {len(payload)}")
    number, fraction = _PROGRESS.unpack(payload)
    try:
        stage = CompileStageNumber(number)
    except ValueError:
        raise _bad_payload(0, f"there is no compile stage {number}") from None
    if isnan(fraction) or not 0.0 <= fraction <= 1.0:
        raise _bad_payload(1, f"progress is a number from 0 to 1, not {fraction}")
    return Message(MessageType.ASSET_PROGRESS, stage=stage, fraction=fraction)
