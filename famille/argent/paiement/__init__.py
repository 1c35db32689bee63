"""Online payment: the provider, an attempt and its fate, receipts, refunds."""
