"""The agents’ shared inbox, in the Wagtail admin (docs/comprendre/conversations.md): fetch, check,
call one action."""
