"""The mutants, by subject: SUJET, and MUTANTS."""
