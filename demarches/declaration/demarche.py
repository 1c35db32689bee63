"""What a démarche is: one subclass a file in demarches/catalogue/."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import QueryDict

from demarches.declaration.etapes import Etape
from demarches.models import Demande, EffetsDeValidation, ReglageDemarche
from famille.actions import remettre
from famille.models import AdresseFoyer, Foyer, Utilisateur

from .etapes import PieceField, lignes_du_formulaire


class Demarche:
    """One thing a family can ask; one instance, without state, serves every request."""

    titre = ""  # in the parent's words: "Je déclare un changement d’adresse"
    titre_court = ""  # in breadcrumbs and lists; by default, the title
    titre_sensible = False  # it tells of somebody's health: no subject of a mail names it
    resume = ""
    icone = "document"
    duree = ""  # "Environ 4 minutes"
    # Code of the page → Etape (demarches.declaration.etapes); the summary page is added by the
    # engine. A démarche that repeats a page for each child has it here once; `pages` gives it once
    # a child, under the codes "sante-12", "sante-15".
    etapes: dict = {}
    verbe_validation = "Valider"  # the agent's button: "Valider et changer l’adresse"
    genres_pieces: tuple = ()  # Document.Genre of what is asked; empty: no piece at all
    annulable = False  # a validation may be taken back for a few minutes (`annuler`)
    # False: a conversation, answered and closed, neither validated nor rejected.
    decision = True
    # The view of the one page on which a family does it; "": page after page, as the others.
    une_page = ""
    # The view on which a family chooses where to begin, in the place of the presentation.
    accueil = ""
    # Its only page is sent by its own button: all that it certifies stands above.
    envoi_direct = False

    # its validation may change what was billed already (reservations.facturation.lignes_facturees)
    change_les_prix = False
    # where money goes, or everything disappears: who she is is asked again to a parent whose last
    # proof is old, by famille.comptes.preuves
    preuve_exigee = False
    par_enfant = False  # one demande concerns one child, chosen when it begins
    # Each page stands alone: a demande may be opened on one of them (`avancement.seules`), and then
    # holds no other.
    pages_seules = False
    declaration = "Je certifie que ces informations sont exactes."

    def __init__(self, *, code: str) -> None:
        self.code = code

    def __str__(self) -> str:
        return self.titre

    # What a démarche may say of itself.

    @property
    def a_savoir(self) -> str:
        """What may spare a family this démarche: said before it begins."""
        return ""

    def deja_connu(self, foyers: Sequence[Foyer], jour: date) -> list[str]:
        """What the files of these households already hold of it, for the same use."""
        return []

    def pages(self, demande: Demande) -> dict[str, Any]:
        """{code: page} of this demande, in order; they may depend on the answers."""
        return self.etapes

    def pages_a_rendre(self, demande: Demande) -> dict[str, Any]:
        """The pages that an agent may give back, those that were left out included."""
        fixes = {etape: page for etape, page in self.etapes.items() if not page.repetee}
        return fixes | self.pages(demande)

    def choisies(self, demande: Demande, pages: dict[str, Any]) -> dict[str, Any]:
        """Of these pages {code: page}, those that the demande was opened on, and what was filled
        since (an agent may have asked for more); all of them when it was opened on none."""
        seules = {*demande.avancement.seules, *demande.saisie, *demande.pages_a_refaire}
        voulues = {code: page for code, page in pages.items() if code in seules}
        return voulues if demande.avancement.seules and voulues else pages

    def pages_laissees(self, demande: Demande) -> list[str]:
        """The titles of the pages that this demande would have, and that the agent who enters it
        for a family may not read (demarches.instruction.acces)."""
        return []

    def initial(self, demande: Demande, etape: str) -> dict:
        """What a page is prefilled with: what the file holds (CRPA L113-12, D6)."""
        return {}

    def repondues_d_avance(self, demande: Demande) -> dict[str, dict[str, list[str]]]:
        """{page: its answers, as typed}: the first pages of a new draft whose answer
        is known, or the only one possible. They are not asked; the next page says what was taken
        (`Etape.d_avance`), and they can be changed."""
        return {}

    def lu_dans_l_adresse(self, etape: str, questions: QueryDict) -> dict[str, Any]:
        """{field: value} that the link which opened this page (`lien_de_page`) already knows: shown
        as answers that can be corrected. What is not understood is left out."""
        return {}

    def changements(self, demande: Demande) -> list[dict]:
        """[{"libelle", "avant", "apres"}]: what validation would change on the file, as read now.
        `sensible`: a line of health data, which asks for its own right (D10)."""
        return []

    def verifications(self, demande: Demande) -> list[dict]:
        """[{"ok": True | False | None (a person must see it), "texte"}], for the agent."""
        return []

    def adresses_dites(self, demande: Demande) -> list[AdresseFoyer]:
        """The addresses that this demande declares, not saved. A signed proof (2D-Doc) is compared
        with them, or with those of the file without any."""
        return []

    def appliquer(self, demande: Demande, *, par: Utilisateur) -> dict | None:
        """Change the household's file. Runs in the transaction of the validation: a Refus undoes
        both. What it returns (JSON's own types) is `effets.suite` of `annuler`: what it wrote
        outside of the file."""
        raise NotImplementedError

    def manques(self) -> list[str]:
        """What the town must still set elsewhere before this démarche may be opened, in French."""
        return []

    def empechement(self, demande: Demande) -> str:
        """Why this demande, each page of which is right, can't be sent yet; "" when it can."""
        return ""

    def empechement_de_valider(self, demande: Demande) -> str:
        """Why no agent can validate this demande now, whatever it holds: a French sentence, shown
        in the place of the button; "" when one can. What is written under lock has the last word:
        `appliquer` refuses it again."""
        return ""

    def a_cocher(self, demande: Demande) -> str:
        """The label of a box, not ticked, that the agent may tick to validate; "" for none. Ticked,
        it is `demande.coche`, for `changements` and `appliquer`."""
        return ""

    def recevoir(self, demande: Demande, *, par: Utilisateur) -> None:
        """Called on each sending, in its transaction, to write more than the demande."""

    def delai(self, demande: Demande, reglage: ReglageDemarche) -> int | None:
        """Days in which the service answers: the town's choice, unless a text says less."""
        return reglage.delai_jours

    def situation(self, demande: Demande) -> str:
        """A French sentence for the family, about a demande that waits; or ""."""
        return ""

    def appliquer_sans_agent(self, demande: Demande, *, par: Utilisateur) -> list[dict]:
        """On sending, where the town allows it (`ReglageDemarche.sans_agent`): write the changes
        that need no agent, and return them. The `changements` that are left are for an agent;
        without any, the portal validates."""
        return []

    def annuler(self, demande: Demande, effets: EffetsDeValidation, *, par: Utilisateur) -> None:
        """Undo `appliquer`, minutes later (`annulable`). `effets`: EffetsDeValidation. The file is
        put back by itself; who wrote elsewhere undoes that first. A Refus: something depends on it,
        and nothing changes."""
        remettre(
            demande.foyer,
            effets.dossier,
            depuis=effets.passage.le,
            par=par,
            origine=f"retour, {demande.numero}",
        )

    def recapitulatif(self, demande: Demande, donnees: dict[str, Any]) -> list[dict]:
        """[{"etape", "titre", "lignes": [{"libelle", "valeur"}]}]: what was answered, page by page.
        `vide`: what to say of a page without lines, which is then not part of what is sent.
        `sensible`: its lines are health data."""
        return [
            {
                "etape": etape,
                "titre": page.titre,
                "lignes": lignes_du_formulaire(
                    self.formulaire(demande, etape, lie=False), donnees.get(etape, {})
                ),
            }
            for etape, page in self.pages(demande).items()
        ]

    # What the engine needs.

    def pages_a_remplir(self, demande: Demande) -> dict:
        """{code: Etape} to fill now: every page of a draft; for a complement, the pages given back,
        without those of a child who has left since."""
        rendues = demande.pages_a_refaire
        if not rendues:
            return self.pages(demande)
        return {
            etape: page for etape, page in self.pages_a_rendre(demande).items() if etape in rendues
        }

    def champs_de_piece(self, demande: Demande, etape: str) -> dict[str, PieceField]:
        """{name: file field} of a page, those that it makes for each child included."""
        page = self.pages_a_rendre(demande)[etape](demande=demande, prefix=etape)
        return {nom: champ for nom, champ in page.fields.items() if isinstance(champ, PieceField)}

    def pages_rendues(self, demande: Demande, etapes: Sequence[str]) -> list[str]:
        """The codes of the pages given back to the family with these, in order."""
        pages = self.pages_a_rendre(demande)
        suites = {suite for etape in etapes for suite in pages[etape].rend_aussi}
        return [etape for etape in pages if etape in {*etapes, *suites}]

    def formulaire(self, demande: Demande, etape: str, *, lie: bool = True) -> Etape:
        """A page as it is kept: bound to what was typed (`lie`), else as initial values."""
        return self.pages_a_rendre(demande)[etape].de_la_demande(demande, etape, lie=lie)

    def donnees(self, demande: Demande) -> dict[str, dict]:
        """{page: cleaned values}. On a page that is not valid, only the values that are."""
        return {
            etape: valeurs_propres(self.formulaire(demande, etape)) for etape in self.pages(demande)
        }


def valeurs_propres(formulaire: Etape) -> dict:
    formulaire.is_valid()
    return formulaire.cleaned_data
