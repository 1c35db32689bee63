"""The screens of what the bank gives back."""
