"""Page 2: what the parents allow for each child, each answer with its date and its author."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property

from demarches.declaration.mise_a_jour import PageDuDossier, ligne
from demarches.declaration.verifications import a_voir
from demarches.models import Demande
from famille.actions import autoriser
from famille.dossier.foyers.acces.changements_dits import annoncer_le_changement
from famille.dossier.foyers.autorisations import NON, OUI, ReponseField
from famille.dossier.foyers.fiche import auteur
from famille.models import Autorisation, Enfant, Utilisateur
from famille.regles.dossier import Piece
from famille.socle.dire import de, en_lettres

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
DEMANDE = "Oui, à l’étude"  # another demande that waits would lift the refusal in force


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

    @classmethod
    def connu(cls, demande: Demande) -> dict[str, Any]:
        """A "Non" that was lifted while the demande that said it waits is not known: repeated, it
        is so at once."""
        connues, tenues = super().connu(demande), cls.du_dossier(demande)
        return {
            nom: tenues.get(nom, "") if dite == NON and nom.split("_")[0] in AUSSITOT else dite
            for nom, dite in connues.items()
        }

    def composer(self) -> None:
        self.enfants = self.demande.enfants_du_foyer
        self.avant = _lues(self.demande)
        for enfant in self.enfants:
            for genre, question in QUESTIONS.items():
                self.fields[f"{genre}_{enfant.pk}"] = ReponseField(
                    avant=self.avant.get((enfant.pk, genre)),
                    label=question,
                    help_text=self._depuis(enfant, genre),
                    error_messages={"required": f"Répondez oui ou non pour {enfant.prenom}."},
                )

    def _depuis(self, enfant: Enfant, genre: Autorisation.Genre) -> str:
        """str: "Oui : réponse du 3 septembre 2026, par Camille Martin." An adult of another home is
        not named (D11)."""
        avant = self.avant.get((enfant.pk, genre))
        if avant is None:
            return ""
        dit = "Oui" if avant.accordee else "Non"
        qui = f", par {auteur(avant.par, self._miens)}" if avant.par else ""
        return f"{dit} : réponse du {en_lettres(timezone.localdate(avant.le))}{qui}."

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
        """A child is answered for whole, or not at all. What is left as it was says nothing,
        whatever the file has become."""
        donnees = super().clean() or {}
        for enfant in () if self.inchangee else self.enfants:
            dites = {
                nom: self.data.get(f"{self.prefix}-{nom}")
                for nom in [f"{genre}_{enfant.pk}" for genre in QUESTIONS]
            }
            if not any(dites.values()):
                self.ne_plus_juger([*dites])
            for nom, dite in dites.items():
                if dite and dite == self.connues.get(nom):
                    self.errors.pop(nom, None)
        return donnees

    # What it changes.

    def _reponses(self) -> list[Any]:
        """[(child, kind, what the family has read before, answer)] of what is not as it was."""
        changees = self.changees()
        return [
            (enfant, genre, self._lu_avant(enfant, genre), changees[nom] != NON)
            for enfant in self.enfants
            for genre in QUESTIONS
            if changees.get(nom := f"{genre}_{enfant.pk}")
        ]

    def _lu_avant(self, enfant: Enfant, genre: Autorisation.Genre) -> str:
        nom, avant = f"{genre}_{enfant.pk}", dire(self.avant.get((enfant.pk, genre)))
        leve = avant == dire(False) and self.connues.get(nom) == self.fields[nom].oui
        return DEMANDE if leve else avant

    def pieces(self) -> list[tuple[Piece, Enfant, date | None]]:
        dits = {enfant.pk for enfant, *_reponse in self._reponses()}
        return [(Piece.AUTORISATIONS, un, None) for un in self.enfants if un.pk in dits]

    def changements(self) -> list[Any]:
        return [
            ligne(f"{enfant.prenom} · {genre.label}", avant, dire(accordee))
            for enfant, genre, avant, accordee in self._reponses()
        ]

    def verifications(self) -> list[Any]:
        """A refusal of the other home is not lifted without a look: authority is joint (docs)."""
        return [
            a_voir(
                f"{enfant.prenom} · {genre.label} : le refus en vigueur vient d’une personne"
                " d’un autre foyer. Assurez-vous de l’accord des deux parents."
            )
            for enfant, genre, _lu, accordee in self._reponses()
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
        refus = [
            (enfant, genre, avant, accordee)
            for enfant, genre, avant, accordee in self._reponses()
            if genre in AUSSITOT and not accordee and avant != dire(False)
        ]
        for une in refus:
            self._ecrire(*une, par=par, origine=origine)
        return [
            ligne(f"{enfant.prenom} · {genre.label}", avant, dire(False))
            for enfant, genre, avant, _non in refus
        ]

    def appliquer(self, *, par: Utilisateur, origine: str) -> None:
        """Who had refused is told of the "Oui", and so are the adults of his other home."""
        for enfant, genre, avant, accordee in self._reponses():
            ecrite = self._ecrire(enfant, genre, avant, accordee, par=par, origine=origine)
            if ecrite and accordee and avant == dire(False):
                quoi, cle = f"les autorisations {de(enfant.prenom)}", f"oui-{enfant.pk}"
                foyers, qui = enfant.residences(), ecrite.par
                annoncer_le_changement(foyers, quoi, par=par, cle=cle, sauf=qui)

    def _ecrire(
        self,
        enfant: Enfant,
        genre: Autorisation.Genre,
        avant: str,
        accordee: bool,
        *,
        par: Utilisateur,
        origine: str,
    ) -> Autorisation | None:
        ecrite = autoriser(
            enfant,
            genre,
            accordee,
            auteur=self.demande.auteur_de(self.prefix),
            par=par,
            origine=origine,
            lue=self.avant.get((enfant.pk, genre)),
            encore=avant == DEMANDE,
        )
        self.demande.lu.pop(AutorisationsForm, None)
        return ecrite


def _lues(demande: Demande) -> dict[tuple[int, str], Autorisation]:
    if AutorisationsForm not in demande.lu:
        demande.lu[AutorisationsForm] = en_vigueur(demande.enfants_du_foyer)
    return demande.lu[AutorisationsForm]


def en_vigueur(enfants: Iterable[Enfant]) -> dict[tuple[int, str], Autorisation]:
    """{(child pk, kind): Autorisation} in force, in one query."""
    lignes = Autorisation.objects.filter(enfant__in=enfants).select_related("par")
    lignes = lignes.order_by("le", "pk")
    return {(une.enfant_id, Genre(une.genre)): une for une in lignes}


def dire(reponse: Autorisation | bool | None) -> str:
    """Of an Autorisation, a boolean, or nothing."""
    if reponse is None:
        return ""
    return "Oui" if getattr(reponse, "accordee", reponse) else "Non"
