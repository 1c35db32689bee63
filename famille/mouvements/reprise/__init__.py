"""Families that come from another software (docs/etendre/une_reprise.md)."""
