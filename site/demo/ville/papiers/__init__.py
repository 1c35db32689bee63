"""The papers they send and keep."""
