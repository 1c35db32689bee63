"""The family's calendar: the month, the basket, the summary."""
