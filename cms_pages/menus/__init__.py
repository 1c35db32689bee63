"""What canteens serve: typed by Communication, read by everybody, and by each family on its day
(docs/comprendre/menus.md)."""
