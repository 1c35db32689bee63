"""Conversations between a household and the service, and messages to many."""
