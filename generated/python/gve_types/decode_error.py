"""Why bytes could not be read."""


class DecodeError(ValueError):
    """A problem in bytes from outside; the same code and offset as the Rust and TypeScript decoders give."""

    def __init__(self, code: str, offset: int, reason: str) -> None:
        """``code`` is one of ``binary.…`` or ``frame.…``; ``offset`` counts bytes of the input."""
        super().__init__(f"{reason} (at byte {offset})")
        self.code = code
        self.offset = offset
        self.reason = reason
