"""From draft to sent demande: typing, keeping, sending, taking back."""
