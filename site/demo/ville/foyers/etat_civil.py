"""Whom the pretend CAF (demo.caf) may be asked about: the adults with a story, and some of the
crowd. Of the others the file says nothing, as in a town."""

from types import SimpleNamespace

from demarches.models import ReglageQuotient
from demo.ville.restauration import SIRET
from famille.dossier.identites.actions import dire_l_identite
from famille.models import Foyer, IdentitePivot, Responsable, Utilisateur
from famille.regles.identite import FEMININ, FRANCE, MASCULIN, EtatCivil

LIEU = "36044"  # Châteauroux
HOMMES = frozenset(  # of the adults' first names
    noms.strip()
    for noms in """
Nicolas|Julien|Thomas|Sébastien|Guillaume|Mickaël|Frédéric|Benoît|Karim|Mohamed|Rachid|Youssef
Amadou|Van-Minh|Rui|Piotr|Mihai|Mehmet|Stéphane|Jérôme|Jean-François|Pierre-Yves|Grégory|Cédric
François|Loïc|Rémi|Gaëtan|Aurélien|Mathieu
""".replace("\n", "|").split("|")
)
DE_LA_FOULE = 40
# e-mail → as the State knows her: the pretend FranceConnect (demo.franceconnect) gives it
ETATS_CIVILS = {
    "camille.martin@exemple.fr": EtatCivil(
        "Martin", ("Camille",), FEMININ, "1986-04-12", LIEU, FRANCE
    ),
    "nadia.benali@exemple.fr": EtatCivil("Benali", ("Nadia",), FEMININ, "1991-09-03", LIEU, FRANCE),
    "aurelie.fontaine@exemple.fr": EtatCivil(
        "Fontaine", ("Aurélie",), FEMININ, "1988-12-21", LIEU, FRANCE
    ),
}
# who wrote it themselves: FranceConnect opens their account at once
SE_SONT_DITS = {"camille.martin@exemple.fr", "aurelie.fontaine@exemple.fr"}


def dire_les_etats_civils(
    personnages: SimpleNamespace, foule: list[Foyer], *, par: Utilisateur
) -> None:
    """And the town may ask: it has said its SIRET."""
    reglage = ReglageQuotient.load()
    reglage.siret = SIRET
    reglage.save()
    foyers = [*vars(personnages).values(), *foule[:DE_LA_FOULE]]
    adultes = Responsable.objects.filter(foyer__in=foyers, lien=Responsable.Lien.PARENT)
    adultes = adultes.select_related("foyer", "utilisateur").order_by("pk")
    for rang, adulte in enumerate(adultes):
        courriel = adulte.utilisateur.email if adulte.utilisateur else ""
        elle_meme = courriel in SE_SONT_DITS
        dire_l_identite(
            adulte,
            ETATS_CIVILS.get(courriel) or _tire(adulte, rang),
            origine=IdentitePivot.Origine.PARENT if elle_meme else IdentitePivot.Origine.AGENT,
            par=adulte.utilisateur if elle_meme else par,
        )


def _tire(adulte: Responsable, rang: int) -> EtatCivil:
    return EtatCivil(
        nom=adulte.nom,
        prenoms=(adulte.prenom,),
        sexe=MASCULIN if adulte.prenom in HOMMES else FEMININ,
        naissance=f"{1978 + rang % 17}-{rang % 12 + 1:02}-{rang % 28 + 1:02}",
        lieu=LIEU,
        pays=FRANCE,
    )


def dire_les_regimes(foyers: list[Foyer], *, msa: Foyer) -> None:
    """One household in nine is of the MSA, as `msa` is; of one in nine it is not known."""
    for rang, foyer in enumerate(foyers):
        foyer.regime = (Foyer.Regime.MSA, "")[rang % 2] if rang % 9 > 6 else Foyer.Regime.GENERAL
        if foyer == msa:
            foyer.regime = Foyer.Regime.MSA
    Foyer.objects.bulk_update(foyers, ["regime"])
