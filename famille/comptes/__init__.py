"""Accounts: signing in, activation, passwords, second factor, devices, and what an administrator
does."""
