"""Families asked to open their account: by waves, by mail or by letter."""
