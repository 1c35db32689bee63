"""Wishes: who gets which place, by the published rules (docs/comprendre/voeux.md). Neither Django
nor the database."""
