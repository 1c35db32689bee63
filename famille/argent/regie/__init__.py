"""The régie's screens, in the Wagtail admin (docs/comprendre/regie.md): the counter, the journal,
what is to check, direct debits, reminders. Its views fetch, check, and call one action."""
