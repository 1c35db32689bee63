"""What happened to a file: changes, numbers in series, the search column, keys used once."""
