"""Who else pays: payers, rights that agents note, and what is asked of each payer once a month
(docs/comprendre/facturation.md)."""
