"""The StreamField of this project: its block list stays out of migrations."""

from collections.abc import Sequence
from typing import Any

from wagtail.blocks.stream_block import StreamValue
from wagtail.fields import StreamField


class ChampBlocs(StreamField):
    """A StreamField whose migrations know nothing of its blocks.

    Wagtail freezes every block, with its help text, into each migration: rewording a label would
    make a new one. The stored JSON does not depend on it, so `deconstruct` drops the list. A
    historical model (in a data migration) thus has no blocks: it reads and writes the raw JSON list
    instead of silently emptying it.
    """

    def __init__(self, block_types: Sequence[tuple[str, object]] = (), **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        super().__init__(block_types, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        nom, chemin, _, options = super().deconstruct()
        options.pop("block_lookup", None)
        return nom, chemin, [], options

    def to_python(self, value: StreamValue) -> StreamValue | list[dict[str, str]]:
        if not self.block_types_arg:
            return value
        return super().to_python(value)

    def get_default(self) -> StreamValue:
        if not self.block_types_arg:
            return []
        return super().get_default()
