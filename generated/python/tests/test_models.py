"""What is special about the models, beyond the agreement check that all readers share."""

import inspect
import json
import re
from pathlib import Path

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from gve_types import AssetId, models, parse

RECIPE = json.dumps(
    {
        "format": "gve-recipe/1",
        "name": "Ball in a box",
        "variables": {"r": {"value": 1}},
        "root_node": {
            "shape": {
                "type": "union",
                "params": {
                    "children": [
                        {"shape": {"type": "sphere", "params": {"radius": "$r"}}},
                        {"shape": {"type": "box", "params": {"half_extents": [1, "$r / 2", 3]}}},
                    ]
                },
            }
        },
    }
)


def test_unions_are_told_apart_by_their_type() -> None:
    recipe = parse("Recipe", RECIPE)
    shape = recipe.root_node.shape
    assert isinstance(shape, models.ShapeUnion)
    assert isinstance(shape.params.children[0].shape, models.ShapeSphere)
    assert shape.params.children[1].shape.params.half_extents == [1, "$r / 2", 3]
    with pytest.raises(ValidationError) as caught:
        parse("Recipe", RECIPE.replace('"sphere"', '"ball"'))
    assert caught.value.errors()[0]["type"] == "union_tag_invalid"


def test_a_document_survives_a_round_trip() -> None:
    recipe = parse("Recipe", RECIPE)
    assert json.loads(recipe.model_dump_json()) == json.loads(RECIPE)


def test_every_event_has_a_model_of_its_own() -> None:
    envelope = {"sequence": 7, "timestamp": "2026-01-31T12:00:00Z"}
    text = json.dumps({"type": "asset:deleted", "payload": {"asset_id": "7"}, **envelope})
    message = parse("EventMessage", text)
    assert isinstance(message, models.EventMessageAssetDeleted)
    assert isinstance(message.payload.asset_id, AssetId)
    names = [name for name in vars(models) if name.startswith("EventMessage") and name != "EventMessage"]
    assert len(names) == 8


def test_asset_ids() -> None:
    largest = AssetId.from_int(2**64 - 1)
    assert (largest, int(largest), largest.short_id) == ("18446744073709551615", 2**64 - 1, "ffffff")
    assert AssetId("11").short_id == "00000b"
    for text in ("", "0", "007", "+5", " 7", "1_000", "7\n", "٧", "18446744073709551616"):
        with pytest.raises(ValueError):
            AssetId(text)
    for value in (0, -1, 2**64):
        with pytest.raises(ValueError):
            AssetId.from_int(value)
    adapter = TypeAdapter(AssetId)
    assert isinstance(adapter.validate_python("7"), AssetId)
    for wrong in (7, b"7", None, "07"):
        with pytest.raises(ValidationError):
            adapter.validate_python(wrong)


def test_in_python_none_is_absent() -> None:
    metadata = models.AssetMetadata(name="a", version=1, category="Prop", material_spec=None)
    assert metadata.model_dump_json() == '{"name":"a","version":1,"category":"Prop"}'


def test_no_type_is_a_numbered_duplicate() -> None:
    schema = json.loads((Path(__file__).parents[2] / "json-schema/gve.schema.json").read_text("utf-8"))
    named = set(schema["$defs"]) | {"Uint32"}
    source = inspect.getsource(models)
    declared = re.findall(r"^(?:class )?(\w+)(?:\(| = TypeAliasType)", source, re.MULTILINE)
    assert [name for name in declared if re.search(r"\d$", name) and name not in named] == []
    assert set(schema["$defs"]) - {"AssetId"} <= set(declared)


def test_every_model_has_the_strict_base() -> None:
    ours = [kind for kind in vars(models).values() if inspect.isclass(kind) and issubclass(kind, BaseModel)]
    assert len(ours) > 50
    for model in ours:
        assert model.model_config["allow_inf_nan"] is False
        assert model.__doc__, model.__name__
