"""Number types as JSON has them."""

from typing import Annotated, Any

from pydantic import AllowInfNan, BeforeValidator, Strict


def _whole(value: Any) -> Any:
    """JSON does not tell 1.0 from 1: JavaScript writes both as 1."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


Whole = Annotated[int, Strict(), BeforeValidator(_whole)]
"""A whole number, written 1 or 1.0; never a text or a truth value."""

Finite = Annotated[float, Strict(), AllowInfNan(False)]
"""A number that is neither infinite nor NaN; never a text or a truth value."""
