"""The StreamField of this project: its block list stays out of migrations."""

from wagtail.fields import StreamField


class ChampBlocs(StreamField):
    """A StreamField whose migrations know nothing of its blocks.

    Wagtail freezes every block, with its help text, into each migration: rewording a label would
    make a new one. The stored JSON does not depend on it, so `deconstruct` drops the list. A
    historical model (in a data migration) thus has no blocks: it reads and writes the raw JSON list
    instead of silently emptying it.
    """

    def __init__(self, block_types=(), **kwargs):
        kwargs.pop("block_lookup", None)
        super().__init__(block_types, **kwargs)

    def deconstruct(self):
        nom, chemin, _, options = super().deconstruct()
        options.pop("block_lookup", None)
        return nom, chemin, [], options

    def to_python(self, value):
        if not self.block_types_arg:
            return value
        return super().to_python(value)

    def get_default(self):
        if not self.block_types_arg:
            return []
        return super().get_default()
