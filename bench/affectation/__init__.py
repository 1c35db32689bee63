"""The allocation of wishes, of a known size."""
