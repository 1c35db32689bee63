"""The screen of an activity: what is booked, its hours, until when."""
