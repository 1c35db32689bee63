"""After a submission: receipts, undoing, the agenda and its feed."""
