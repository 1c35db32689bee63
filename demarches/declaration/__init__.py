"""What a démarche is declared with: pages, fields, checks, how it is presented."""
