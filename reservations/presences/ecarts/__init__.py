"""What was counted beside what was booked: the differences, before they are billed."""
