"""What a copy of one's data says of itself. Without Django."""

LIRE_MOI = """\
COPIE DE VOS DONNÉES

index.html    à ouvrir dans un navigateur, même sans connexion : tout est lisible là.
donnees.json  les mêmes informations, pour un autre logiciel (portabilité, RGPD article 20).
documents/    les fichiers de votre dossier.

Ce dossier contient des informations privées (santé de vos enfants, coordonnées bancaires en clair) : rangez-le en lieu
sûr, et ne l’envoyez à personne par e-mail.

Ce qui n’y est pas : les notes internes des agents, que vous pouvez demander à la collectivité ou à son délégué à
la protection des données ; ce qui concerne l’autre foyer de vos enfants, que lui seul peut demander ; vos mots de passe et
codes de sécurité, que le portail ne conserve que sous une forme illisible.
"""  # noqa: E501
