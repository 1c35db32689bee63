"""Breakages that are made in the product, one at a time, to see whether its tests see them:
`make mutants`, or

    python -m tests.mutants                 # all, and the score in bench/resultats/mutants.md
    python -m tests.mutants paiement        # those whose subject or text holds the word
    python -m tests.serveurs postgresql -- python -m tests.mutants --postgresql     # the locks
    python -m tests.mutants --matrice --neufs   # every test that sees each, in matrice.json
    python -m tests.mutants --sans tests/a/test_b.py::test_c    # what it alone sees: may it go?

A mutant is declared in `declares/` by the text that it replaces, which must be found once in the
whole site: a file that moves takes its mutants along. It names the tests that should see it, by the
name of their file.
"""
