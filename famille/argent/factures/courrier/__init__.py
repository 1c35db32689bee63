"""What leaves by post of the invoices, for who has no account."""
