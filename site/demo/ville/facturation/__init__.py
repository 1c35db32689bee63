"""What it counts, invoices, debits, and the régie."""
