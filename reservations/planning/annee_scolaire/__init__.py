"""The town's zone, and the official calendars that agents bring: the holidays that the portal does
not know yet, or those of Corsica and overseas."""
