"""Reads lines of JSON [type, text] and answers each with a line: empty when Pydantic accepts, else its reason."""

import json
import sys

from pydantic import ValidationError

from gve_types import parse

for line in sys.stdin:
    name, text = json.loads(line)
    try:
        parse(name, text)
        print()
    except ValidationError as error:
        print(str(error).replace("\n", " "))
