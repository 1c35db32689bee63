"""The agents' screens of centres, créneaux and exports in the Wagtail admin. Views fetch, check, and call one action."""
