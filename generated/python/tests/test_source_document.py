"""The AssetMetadata example of the source document: the generated models and schema are equivalent to it."""

import json
from enum import Enum
from pathlib import Path
from typing import Any, Optional, get_args, get_origin

import pytest
from annotated_types import Ge, Le
from pydantic import BaseModel, ValidationError

from gve_types import models

SCHEMAS = Path(__file__).parents[2] / "json-schema"


class AssetCategory(str, Enum):
    """As printed there."""

    ARCHITECTURE = "Architecture"
    WEAPON = "Weapon"
    VEHICLE = "Vehicle"
    PROP = "Prop"
    CHARACTER = "Character"


class AssetMetadata(BaseModel):
    """As printed there."""

    name: str
    version: int
    category: AssetCategory
    material_spec: Optional[str] = None


def plain(annotation: Any) -> Any:
    """An annotation as a set of plain types: without constraints, and with its optional part."""
    arguments = get_args(annotation)
    if not arguments:
        return frozenset([annotation])
    parts = arguments[:1] if get_origin(annotation) is None or hasattr(annotation, "__metadata__") else arguments
    return frozenset().union(*(plain(part) for part in parts))


def test_the_enum_has_the_same_members() -> None:
    ours = models.AssetCategory
    assert issubclass(ours, str) and issubclass(ours, Enum)
    assert {member.name: member.value for member in ours} == {member.name: member.value for member in AssetCategory}


def test_the_model_has_the_same_fields() -> None:
    ours, printed = models.AssetMetadata.model_fields, AssetMetadata.model_fields
    assert list(ours) == list(printed)
    for name, field in printed.items():
        assert ours[name].is_required() == field.is_required(), name
        assert ours[name].default == field.default, name
        expected = {models.AssetCategory if kind is AssetCategory else kind for kind in plain(field.annotation)}
        assert plain(ours[name].annotation) == expected, name
    limits = models.AssetMetadata.model_fields["version"].metadata
    assert Ge(0) in limits and Le(2**32 - 1) in limits


@pytest.mark.parametrize("material", [None, "ASTM_A36"])
def test_both_read_and_write_the_same_documents(material: str | None) -> None:
    document = {"name": "Beam", "version": 3, "category": "Architecture"} | (
        {"material_spec": material} if material else {}
    )
    text = json.dumps(document)
    ours = models.AssetMetadata.model_validate_json(text)
    printed = AssetMetadata.model_validate_json(text)
    assert ours.model_dump_json(exclude_none=True) == printed.model_dump_json(exclude_none=True)
    assert json.loads(ours.model_dump_json()) == document
    for broken in (text.replace("Architecture", "Building"), text.replace("3", '"3x"'), "{}"):
        for model in (models.AssetMetadata, AssetMetadata):
            with pytest.raises(ValidationError):
                model.model_validate_json(broken)


def test_the_json_schema_says_the_same() -> None:
    schema = json.loads((SCHEMAS / "asset-metadata.schema.json").read_text("utf-8"))
    category = schema["$defs"]["AssetCategory"]
    assert category["enum"] == ["Architecture", "Weapon", "Vehicle", "Prop", "Character"]
    assert category["x-enum-varnames"] == [member.name for member in AssetCategory]
    assert schema["required"] == ["name", "version", "category"]
    kinds = {name: property.get("type", property.get("$ref")) for name, property in schema["properties"].items()}
    assert kinds == {
        "name": "string",
        "version": "integer",
        "category": "#/$defs/AssetCategory",
        "material_spec": "string",
    }
    assert (schema["properties"]["version"]["minimum"], schema["properties"]["version"]["maximum"]) == (0, 2**32 - 1)
