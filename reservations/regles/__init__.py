"""Pure rules: no database, and today and now are arguments."""
