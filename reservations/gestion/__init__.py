"""The agents' screens of centres, créneaux and exports in the Wagtail admin. A view calls one action."""
