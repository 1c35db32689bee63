"""Invoices: the rows, the family's pages, the agents' screens, the papers."""
