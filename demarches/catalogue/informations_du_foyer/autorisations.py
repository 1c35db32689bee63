"""Page 2: what the parents allow for each child, each answer with its date and its author."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property

from demarches.declaration.mise_a_jour import PageDuDossier, ligne
from demarches.models import Demande
from famille.actions import autoriser
from famille.foyers.fiche import auteur
from famille.models import Autorisation, Enfant, Utilisateur
from famille.socle.dire import en_lettres

OUI, NON = "oui", "non"
Genre = Autorisation.Genre
QUESTIONS = {
    Genre.IMAGE: "Être pris en photo ou filmé pendant les activités",
    Genre.SORTIE_SEUL: "Rentrer seul, sans adulte",
    Genre.HOSPITALISATION: "Être soigné en urgence, et hospitalisé si besoin",
    Genre.TRANSPORT: "Prendre un car ou un minibus pendant les sorties",
    Genre.BAIGNADE: "Se baigner pendant les activités",
}

# forbidden, it is so at once; care in an emergency is not: an agent speaks of it first
AUSSITOT = QUESTIONS.keys() - {Genre.HOSPITALISATION}


class AutorisationsForm(PageDuDossier):
    titre = "Autorisations"
    sujet = "autorisations"
    titre_page = "ce que vous autorisez"
    phrase_obligatoires = "Pour un même enfant, répondez à toutes les questions."
    intro = (
        "Pour chaque enfant, dites oui ou non. Un « Non » s’applique dès l’envoi. Vous pourrez"
        " changer d’avis : la date et l’auteur sont conservés."
    )

    @classmethod
    def du_dossier(cls, demande: Demande) -> dict[str, Any]:
        lignes = _lues(demande).values()
        return {f"{une.genre}_{une.enfant_id}": OUI if une.accordee else NON for une in lignes}

    def composer(self) -> None:
        self.enfants = self.demande.enfants_du_foyer
        self.avant = _lues(self.demande)
        for enfant in self.enfants:
            for genre, question in QUESTIONS.items():
                self.fields[f"{genre}_{enfant.pk}"] = forms.ChoiceField(
                    label=question,
                    widget=forms.RadioSelect,
                    choices=[(OUI, "Oui"), (NON, "Non")],
                    help_text=self._depuis(enfant, genre),
                    error_messages={"required": f"Répondez oui ou non pour {enfant.prenom}."},
                )

    def _depuis(self, enfant: Enfant, genre: Autorisation.Genre) -> str:
        """str: "Oui depuis le 3 septembre 2026, par Camille Martin." An adult of another home is
        not named (D11)."""
        avant = self.avant.get((enfant.pk, genre))
        if avant is None:
            return ""
        dit = "Oui" if avant.accordee else "Non"
        qui = f", par {auteur(avant.par, self._miens)}" if avant.par else ""
        return f"{dit} depuis le {en_lettres(timezone.localdate(avant.le))}{qui}."

    @cached_property
    def _miens(self) -> set[int]:
        adultes = self.demande.foyer.responsables.all()
        return {compte for adulte in adultes if (compte := adulte.utilisateur_id)}

    def groupes(self) -> list[dict[str, Any]]:
        return [
            {
                "titre": enfant.prenom,
                "ancre": f"enfant-{enfant.pk}",
                "champs": [self[f"{genre}_{enfant.pk}"] for genre in QUESTIONS],
                "replie": False,
            }
            for enfant in self.enfants
        ]

    def clean(self) -> dict[str, Any] | None:
        """A child is answered for whole, or not at all."""
        donnees = super().clean() or {}
        for enfant in () if self.inchangee else self.enfants:
            noms = [f"{genre}_{enfant.pk}" for genre in QUESTIONS]
            if not any(self.data.get(f"{self.prefix}-{nom}") for nom in noms):
                self.ne_plus_juger(noms)
        return donnees

    # What it changes.

    def _reponses(self) -> list[Any]:
        """[(child, kind, answer)] of what is not as it was, but for a "Oui" that a "Non" has
        followed: the latest answer holds."""
        changees = self.changees()
        reponses = [
            (enfant, genre, changees[f"{genre}_{enfant.pk}"] == OUI)
            for enfant in self.enfants
            for genre in QUESTIONS
            if changees.get(f"{genre}_{enfant.pk}")
        ]
        return [une for une in reponses if not (une[2] and self._refuse_depuis(une[0], une[1]))]

    def _refuse_depuis(self, enfant: Enfant, genre: Autorisation.Genre) -> bool:
        """Whether it was forbidden after this page was sent."""
        avant, rendue = self.avant.get((enfant.pk, genre)), self.demande.rendue_le(self.prefix)
        return bool(
            avant and not avant.accordee and rendue and not self.a_remplir and avant.le > rendue
        )

    def changements(self) -> list[Any]:
        return [
            ligne(
                f"{enfant.prenom} · {genre.label}",
                dire(self.avant.get((enfant.pk, genre))),
                dire(accordee),
            )
            for enfant, genre, accordee in self._reponses()
        ]

    def verifications(self) -> list[Any]:
        """A refusal of the other home is not lifted without a look: authority is joint (docs)."""
        return [
            {
                "ok": None,
                "texte": (
                    f"{enfant.prenom} · {genre.label} : le refus en vigueur vient d’une personne"
                    " d’un autre foyer. Assurez-vous de l’accord des deux parents."
                ),
            }
            for enfant, genre, accordee in self._reponses()
            if accordee and self._refuse_ailleurs(self.avant.get((enfant.pk, genre)))
        ]

    def _refuse_ailleurs(self, avant: Autorisation | None) -> bool:
        return bool(
            avant
            and not avant.accordee
            and avant.par
            and auteur(avant.par, self._miens).startswith("une autre")
        )

    def appliquer_les_refus(self, *, par: Utilisateur, origine: str) -> list[dict[str, Any]]:
        """What a parent forbids is so from the moment it is sent; what he allows is looked at."""
        lignes = []
        for enfant, genre, accordee in self._reponses():
            avant = dire(self.avant.get((enfant.pk, genre)))
            if genre in AUSSITOT and not accordee and avant != dire(False):
                self._ecrire(enfant, genre, False, par=par, origine=origine)
                lignes.append(ligne(f"{enfant.prenom} · {genre.label}", avant, dire(False)))
        return lignes

    def appliquer(self, *, par: Utilisateur, origine: str) -> None:
        for enfant, genre, accordee in self._reponses():
            self._ecrire(enfant, genre, accordee, par=par, origine=origine)

    def _ecrire(
        self,
        enfant: Enfant,
        genre: Autorisation.Genre,
        accordee: bool,
        *,
        par: Utilisateur,
        origine: str,
    ) -> None:
        qui = self.demande.auteur_de(self.prefix)
        autoriser(enfant, genre, accordee, auteur=qui, par=par, origine=origine)
        self.demande.lu.pop(AutorisationsForm, None)


def _lues(demande: Demande) -> dict[tuple[int, str], Autorisation]:
    if AutorisationsForm not in demande.lu:
        demande.lu[AutorisationsForm] = en_vigueur(demande.enfants_du_foyer)
    return demande.lu[AutorisationsForm]


def en_vigueur(enfants: Iterable[Enfant]) -> dict[tuple[int, str], Autorisation]:
    """{(child pk, kind): Autorisation} in force, in one query."""
    lignes = (
        Autorisation.objects.filter(enfant__in=enfants).select_related("par").order_by("le", "pk")
    )
    return {(une.enfant_id, Genre(une.genre)): une for une in lignes}


def dire(reponse: Autorisation | bool | None) -> str:
    """Of an Autorisation, a boolean, or nothing."""
    if reponse is None:
        return ""
    return "Oui" if getattr(reponse, "accordee", reponse) else "Non"
