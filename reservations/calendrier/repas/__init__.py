"""The meals of a household on its days (docs/comprendre/menus.md)."""
