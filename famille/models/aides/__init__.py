"""What somebody else pays of a household's invoices: rights, parts of lines, monthly statements."""
