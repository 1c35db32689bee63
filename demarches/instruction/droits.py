"""Who may decide."""

from famille.comptes.droits import exige

INSTRUIRE = "demarches.instruire_demande"

pour_instructeurs = exige(INSTRUIRE)
