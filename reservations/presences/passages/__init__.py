"""Who passed the door, when and with whom: arrivals, departures, who is in the building
(docs/comprendre/presences.md)."""
