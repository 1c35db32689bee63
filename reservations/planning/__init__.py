"""Créneaux, closures, events, registrations, exports: what agents do to the calendar."""
