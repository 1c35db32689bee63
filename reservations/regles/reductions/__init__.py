"""What a family pays less, and why: kinds of reductions, and the sum of those that hold on a day
(docs/comprendre/tarifs.md). No database, no Django."""
