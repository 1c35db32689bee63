"""FranceConnect, as its contract says it (version 2). No Django: the settings make it."""

from .service import ServiceOpenID

CODE = "franceconnect"
NIVEAUX = ("eidas1", "eidas2", "eidas3")  # asked: the first; a better one does too
PORTEES = ("openid", "identite_pivot")


def franceconnect(
    emetteur: str, client: str, secret: str, portees: tuple[str, ...] = PORTEES
) -> ServiceOpenID:
    return ServiceOpenID(
        code=CODE,
        nom="FranceConnect",
        emetteur=emetteur,
        client=client,
        secret=secret,
        retour="retour_de_franceconnect",
        sortie="sortie_de_franceconnect",
        portees=portees,
        acr=NIVEAUX[:1],
        sujet_scelle=True,
        garde_l_acces=True,
    )
