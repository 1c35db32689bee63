"""What the town says of its directory. No Django: the settings make it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from famille.comptes.openid.service import ServiceOpenID

CODE = "annuaire"


@dataclass(frozen=True)
class AnnuaireDesAgents(ServiceOpenID):
    """`sirets`: of the town, where the directory says of which organisation a person is; `groupes`:
    (what the directory says, name of a group here), none where groups are given here;
    `champ_des_groupes`: where it says it, by dots; `preuves`: (claim, value) by which its signed
    word says that a second factor was given; `adresses_sures`: only its administrators write the
    addresses, so one of which it says nothing is believed."""

    sirets: tuple[str, ...] = ()
    groupes: tuple[tuple[str, str], ...] = ()
    champ_des_groupes: str = "groups"
    preuves: tuple[tuple[str, str], ...] = ()
    adresses_sures: bool = False

    def est_de_la_ville(self, dits: Mapping[str, Any]) -> bool:
        return not self.sirets or str(dits.get("siret", "")).replace(" ", "") in self.sirets

    def adresse_de(self, dits: Mapping[str, Any]) -> str:
        """The address that the directory vouches for; "" for none."""
        adresse, dite = dits.get("email"), dits.get("email_verified", self.adresses_sures)
        return adresse.strip() if isinstance(adresse, str) and dite is True else ""

    @property
    def groupes_tenus(self) -> frozenset[str]:
        """The groups that the directory gives and takes; the others are the administrators'."""
        return frozenset(nom for _dit, nom in self.groupes)

    def groupes_de(self, dits: Mapping[str, Any]) -> frozenset[str]:
        """The groups that the directory gives to this person.

        >>> regie = (("regie", "Régie"),)
        >>> ville = AnnuaireDesAgents("a", "A", "https://a", "c", "s", "r", groupes=regie)
        >>> ville.groupes_de({"groups": ["regie", "tous"]})
        frozenset({'Régie'})
        """
        dites = _valeurs(_chercher(dits, self.champ_des_groupes))
        return frozenset(nom for dit, nom in self.groupes if dit in dites)

    def prouve_le_second_facteur(self, identite: Mapping[str, Any]) -> bool:
        """`identite`: the signed id_token alone."""
        return any(valeur in _valeurs(identite.get(champ)) for champ, valeur in self.preuves)


def _chercher(dits: Any, chemin: str) -> Any:
    """What is at "realm_access.roles"; the whole name first, since one may hold dots."""
    if chemin in dits:
        return dits[chemin]
    for nom in chemin.split("."):
        dits = dits.get(nom) if isinstance(dits, Mapping) else None
    return dits


def _valeurs(dit: Any) -> frozenset[str]:
    """The values of a list, or of words between blanks."""
    if isinstance(dit, str):
        return frozenset({dit, *dit.split()})
    if isinstance(dit, list):
        return frozenset(un for un in dit if isinstance(un, str))
    return frozenset()
