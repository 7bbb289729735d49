"""Types and binary codecs of GVE-1.

``parse("Recipe", text)`` reads a JSON document; ``models`` has every type; ``frame``, ``snapshot`` and ``container``
read and write the binary forms.
"""

from gve_types import container, frame, snapshot
from gve_types.asset_id import AssetId
from gve_types.decode_error import DecodeError
from gve_types.documents import parse
from gve_types.generated import models

__all__ = ["AssetId", "DecodeError", "container", "frame", "models", "parse", "snapshot"]
