"""What payers pay of a household's invoices, as it reads it and as agents do."""
