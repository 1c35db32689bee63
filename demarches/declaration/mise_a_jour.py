"""A page that shows what the file holds, and sends only what the family changes on it (G14).

What the file held when the page was first written is kept in `Demande.avancement` (`connues`): a
field left as it was is no change, even when somebody else has changed it on the file since.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from phonenumber_field.phonenumber import PhoneNumber

from demarches.models import Demande
from demarches.regles.avancement import Avancement
from famille.models import Enfant, Utilisateur
from famille.regles.dossier import Piece
from famille.regles.foyer import chiffres
from famille.socle.chiffrement import REPONSES, chiffrer, dechiffrer
from famille.socle.ville import service

from .etapes import Etape, PieceField, en_texte

INCHANGE = "inchange"  # the only key that `saisie` holds for a page left as it is


class PageDuDossier(Etape):
    """A page on a part of the file: a subclass reads it, makes fields, and tells the changes."""

    template_name = "demarches/declaration/champs/groupes.html"
    sujet = ""  # the part of the file that it shows, in any démarche: "sante"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inchangee = self.is_bound and f"{self.prefix}-{INCHANGE}" in self.data
        self._connues = connues(self.demande.avancement, self.prefix)
        self.composer()
        if self.inchangee:
            self.fields.clear()  # nothing was said

    # What a page says of itself.

    @classmethod
    def du_dossier(cls, demande: Demande) -> dict:
        """{field: value} as the file holds it today."""
        return {}

    @classmethod
    def connu(cls, demande: Demande) -> dict:
        """`du_dossier`, with what the family has sent since and nobody has decided, so that it is
        not asked again, nor removed by somebody who has not seen it."""
        connues = cls.du_dossier(demande)
        for _autre, page in cls._qui_attendent(demande):
            fondues = page.fondre(connues)
            dites = [nom for nom in page.changees() if not isinstance(page.fields[nom], PieceField)]
            connues |= {nom: fondues[nom] for nom in dites}
        return connues

    @classmethod
    def _qui_attendent(cls, demande: Demande) -> list[tuple[Demande, "PageDuDossier"]]:
        """The pages on the same part of the file in other demandes that wait; read once."""
        cle = cls.sujet, getattr(cls, "enfant", None)
        if cle not in demande.lu:
            demande.lu[cle] = list(cls._pages_des_autres(demande, cle[1]))
        return demande.lu[cle]

    @classmethod
    def _pages_des_autres(
        cls, demande: Demande, enfant: Enfant | None
    ) -> Iterator[tuple[Demande, "PageDuDossier"]]:
        for autre in demande.autres_a_l_etude if cls.sujet else ():
            pages = autre.demarche.pages_a_rendre(autre) if autre.demarche else {}
            for etape in autre.saisie.keys() & pages.keys() - {*autre.pages_a_refaire}:
                if not issubclass(pages[etape], PageDuDossier):
                    continue
                for une in pages[etape].de_la_demande(autre, etape).parties_du_dossier():
                    if une.sujet == cls.sujet and getattr(une, "enfant", None) == enfant:
                        yield autre, une

    def parties_du_dossier(self) -> "list[PageDuDossier]":
        """The pages it is made of."""
        return [self]

    @cached_property
    def deja_envoyees(self) -> list[Demande]:
        """The undecided demandes whose answers this page shows; the family is told."""
        if not self.a_remplir:
            return []
        return list(dict.fromkeys(autre for autre, _page in self._qui_attendent(self.demande)))

    def composer(self) -> None:
        """Make the fields that depend on the household."""

    def groupes(self) -> list[dict[str, Any]]:
        """[{"titre", "champs", "replie"}]: the groups of fields. `replie`: folded at first.
        `ancre`: the anchor to which the family's page links, if any."""
        return [{"titre": "", "champs": list(self), "replie": False}]

    @property
    def jour_de_saison(self) -> date:
        """A day of the season that the answers are for."""
        return self.jour

    def groupes_montres(self) -> list[dict[str, Any]]:
        return [] if self.inchangee else self.groupes()

    def changements(self) -> list[dict]:
        """[{"libelle", "avant", "apres", "sensible"}]: the file, and what it would become."""
        return []

    def verifications(self) -> list[dict]:
        return []

    def a_signaler(self) -> dict:
        """{field: value} that must be known even before an agent has checked it."""
        return {}

    def pieces(self) -> list[tuple[Piece, Enfant, date | None]]:
        """The required papers that it brings: (piece, child, last day of validity if known)."""
        return []

    def retraits(self) -> list[str]:
        """The names of what validation would remove from the file, which must not go unseen."""
        return []

    def appliquer(self, *, par: Utilisateur, origine: str) -> None:
        """Write what changed, through famille.actions."""

    def appliquer_les_refus(self, *, par: Utilisateur, origine: str) -> list[dict[str, Any]]:
        """Write what the family forbids from now on. The `changements` made."""
        return []

    def appliquer_sans_agent(self, *, par: Utilisateur, origine: str) -> list[dict[str, Any]]:
        """Write what the town accepts without an agent. The `changements` made."""
        return []

    def apres_application(self, demande: Demande) -> None:
        """Leave in `demande` (saisie, avancement) only what is still to be decided."""

    # What it is made with.

    @property
    def connues(self) -> dict[str, str]:
        """{field: what the file held, as text} when the page was first written, or today."""
        if self._connues is None:
            lues = (self.connu if self.a_remplir else self.du_dossier)(self.demande)
            self._connues = {nom: brut(valeur) for nom, valeur in lues.items()}
        return self._connues

    @property
    def peut_rester(self) -> bool:
        """Whether the family may leave the page as it is: not one that an agent gave back."""
        return self.prefix not in self.demande.pages_a_refaire

    @property
    def deja_remplie(self) -> bool:
        """Whether the file holds something for this page; else it is left for later."""
        return any(self.connues.values())

    @property
    def remise(self) -> bool:
        """Whether the family has answered this page, even that nothing has changed."""
        return self.prefix in self.demande.saisie

    @cached_property
    def ecarts(self) -> list[dict[str, str]]:
        """[{"libelle", "valeur"}]: the answers that differ from the file, valid or not. The page
        can be left as it is in one press only when there are none."""
        if not self.is_bound:
            return self.de_la_demande(self.demande, self.prefix).ecarts if self.remise else []
        self.is_valid()
        dits = [(nom, champ) for nom, champ in self.fields.items() if self.dit(nom)]
        valeurs = {nom: self.cleaned_data.get(nom, self[nom].data) for nom, _champ in dits}
        return [
            {"libelle": str(champ.label), "valeur": en_texte(champ, valeurs[nom]) or "rien"}
            for nom, champ in dits
            if self._differe(nom, valeurs[nom])
        ]

    def dit(self, nom: str) -> bool:
        """Whether this field was on the page that was sent."""
        return self.is_bound and (
            f"{self.prefix}-{nom}" in self.data or isinstance(self.fields[nom], PieceField)
        )

    def changees(self) -> dict:
        """{field: clean value} of the answers that differ from what the file held."""
        if not self.remise:
            return {}
        self.is_valid()
        valeurs = {
            nom: self.cleaned_data[nom]
            for nom in self.fields
            if nom in self.cleaned_data and self.dit(nom)
        }
        return {nom: valeur for nom, valeur in valeurs.items() if self._differe(nom, valeur)}

    def fondre(self, sur: dict[str, Any]) -> dict[str, Any]:
        """{field: value}: `sur`, with the changes of this page."""
        return sur | self.changees()

    def _differe(self, nom: str, valeur: PhoneNumber | str | None) -> bool:
        if isinstance(self.fields[nom], PieceField) and valeur is None:
            return False  # no new paper: the one on file stays
        return brut(valeur) != self.connues.get(nom, "")

    def ne_plus_juger(self, noms: list[str]) -> None:
        """Forget the errors of these fields."""
        for nom in noms:
            self.errors.pop(nom, None)

    def clean(self) -> dict[str, Any] | None:
        if self.inchangee and not self.peut_rester:
            self.add_error(None, self.attendue)
        return super().clean()

    @property
    def attendue(self) -> str:
        """Why the page cannot be left as it is."""
        return (
            f"{service().en_debut} attend quelque chose sur cette page : remplissez-la, puis"
            " validez."
        )


def inchangee(demande: Demande, etape: str) -> bool:
    """Whether the family has said that nothing changes on this page."""
    return INCHANGE in demande.saisie.get(etape, {})


def brut(valeur: str | PhoneNumber) -> str:
    """A value of the file or of a form, as one text to compare: "" for nothing."""
    match valeur:
        case None | "" | [] | False:
            return ""
        case True:
            return "oui"
        case date():
            return valeur.isoformat()
        case list() | tuple():
            return ",".join(sorted(str(une) for une in valeur))
    if hasattr(valeur, "as_e164"):
        return chiffres(str(valeur))  # however it was typed and kept
    return str(getattr(valeur, "pk", valeur)).strip()


def ligne(libelle: str, avant: str | None, apres: str, *, sensible: bool = False) -> dict[str, Any]:
    return {"libelle": libelle, "avant": avant or "", "apres": apres or "", "sensible": sensible}


def qui_changent(pages: Iterable[PageDuDossier]) -> list[dict[str, Any]]:
    """The changes that these pages would make to the file, without those already made."""
    lignes = [une for page in pages for une in page.changements()]
    return [une for une in lignes if une["avant"] != une["apres"]]


def en_reponses(changements: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The lines of a summary that tell what was changed."""
    return [{"libelle": une["libelle"], "valeur": une["apres"] or "Rien"} for une in changements]


def connues(avancement: Avancement, etape: str) -> dict[str, str] | None:
    """What the file held when this page was first written."""
    jeton = avancement.connues.get(etape)
    return json.loads(dechiffrer(jeton, usage=REPONSES)) if jeton else None


def retenues(avancement: Avancement, etape: str, valeurs: Mapping[str, str] | None) -> Avancement:
    """`avancement`, with what the file held for this page, encrypted; None forgets it."""
    autres = {page: jeton for page, jeton in avancement.connues.items() if page != etape}
    if valeurs is not None:
        autres[etape] = chiffrer(json.dumps(valeurs), usage=REPONSES)
    return replace(avancement, connues=autres)
