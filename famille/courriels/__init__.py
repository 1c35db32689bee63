"""Mails: the outbox written in the transaction of what it tells, and who receives."""
