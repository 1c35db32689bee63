"""The waiting list: joining, serving, offers and their end, the family's pages."""
