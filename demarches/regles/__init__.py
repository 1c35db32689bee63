"""Pure rules: no database, and today is an argument."""
