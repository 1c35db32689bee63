"""The agents’ shared inbox, in the Wagtail admin (docs/conversations.md): fetch, check, call one
action."""
