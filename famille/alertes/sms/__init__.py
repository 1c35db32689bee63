"""SMS, by the provider that the town has: one HTTP request, as its file of settings draws it."""
