"""What becomes of a sent demande: clock, taking, deciding, complement, receipts."""
