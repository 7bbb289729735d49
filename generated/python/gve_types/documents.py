"""Whole JSON documents by the name of their type."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from gve_types.generated import models


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(getattr(models, name))


def parse(name: str, text: str | bytes) -> Any:
    """Reads a JSON text as the type of this name, such as ``Recipe`` or ``EventMessage``.

    Raises pydantic.ValidationError for a text that is not of this type, AttributeError for an unknown name.
    """
    return _adapter(name).validate_json(text)
