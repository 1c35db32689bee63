"""Messages to the families of an activity, a day, an event."""
