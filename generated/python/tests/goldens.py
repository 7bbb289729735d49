"""The golden files."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "goldens"


@dataclass(frozen=True)
class Golden:
    """A golden file: its bytes and the description beside it."""

    name: str
    data: bytes
    content: dict[str, Any]

    def __str__(self) -> str:
        return self.name


def goldens(kind: str, *, refused: bool) -> list[Golden]:
    """Every golden of a kind: those to read, or those to refuse."""
    found = []
    for path in sorted(FOLDER.glob("*.json")):
        content = json.loads(path.read_text("utf-8"))
        if content["kind"] == kind and ("refused" in content) == refused:
            found.append(Golden(path.stem, path.with_suffix(".bin").read_bytes(), content))
    return found
