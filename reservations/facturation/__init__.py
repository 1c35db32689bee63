"""Billing runs: from consumption to published invoices."""
