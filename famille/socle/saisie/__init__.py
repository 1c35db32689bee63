"""What people type, read and checked: days, numbers, telephones, IBAN."""
