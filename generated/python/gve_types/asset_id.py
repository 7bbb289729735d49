"""Asset ids: canonical decimal strings in JSON, 64-bit integers in binary."""

import re
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

_CANONICAL = re.compile("[1-9][0-9]{0,19}")
_LARGEST = 2**64 - 1


class AssetId(str):
    """Identity of an asset: a decimal text from 1 to 18446744073709551615 without sign or leading zeros."""

    __slots__ = ()

    def __new__(cls, text: str) -> "AssetId":
        """Raises ValueError for anything but the canonical form."""
        if not isinstance(text, str) or not _CANONICAL.fullmatch(text) or int(text) > _LARGEST:
            raise ValueError(f"an asset id is a decimal text from 1 to {_LARGEST} without sign or leading zeros")
        return super().__new__(cls, text)

    @classmethod
    def from_int(cls, value: int) -> "AssetId":
        """The id of an integer from a binary frame; raises ValueError outside 1 to 2^64-1."""
        return cls(str(value))

    def __int__(self) -> int:
        return int(str(self))

    @property
    def short_id(self) -> str:
        """The last six digits of the 16-digit lower-case hexadecimal form, as used in readable file names."""
        return f"{int(self) & 0xFFFFFF:06x}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema(strict=True))
