"""What kitchens are told."""
