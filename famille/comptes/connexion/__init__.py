"""Signing in, passwords forgotten and changed, addresses confirmed: allauth, in this town's way."""
