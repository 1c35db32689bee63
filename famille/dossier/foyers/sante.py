"""A child's authorisations, health record and vaccination record: both his homes read them. Their
journals, which every agent reads, say that one has changed, never its content (D10)."""

from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from famille import models
from famille.journal.modifications import noter_modification
from famille.models import Document, Enfant, FicheSanitaire, Foyer, SanteDeclaree, Utilisateur
from famille.regles.repas import ALLERGENES
from famille.regles.sante import fin_de_saison
from famille.socle.chiffrement import Illisible
from famille.socle.dire import de, en_lettres
from famille.socle.requetes import RequeteEcrite

from .actions import refuser_les_inconnus

CHAMPS_FICHE = [
    *("regime", *FicheSanitaire.CHAMPS, "pai", "pai_document", "medecin", "medecin_telephone"),
    *("assurance_compagnie", "assurance_numero", "assurance_fin"),
]


@transaction.atomic
def autoriser(
    enfant: Enfant,
    genre: str,
    accordee: bool,
    *,
    auteur: Utilisateur | None,
    par: Utilisateur | None,
    origine: str = "",
    lue: models.Autorisation | None = None,
    encore: bool = False,
) -> models.Autorisation | None:
    """Add a row: `auteur` allows or refuses; None when it is already so. `par`: who applies it, for
    the journal. `lue`: the answer that `auteur` had read: a "Oui" does not lift a refusal that he
    has not. `encore`: add the row all the same."""
    Enfant.objects.select_for_update().get(pk=enfant.pk)
    avant = enfant.autorisations.filter(genre=genre).first()
    if avant and avant.accordee == accordee and not encore:
        return None
    if accordee and avant and not avant.accordee and avant != lue:
        return None
    apres = models.Autorisation.objects.create(
        enfant=enfant, genre=genre, accordee=accordee, par=auteur
    )
    libelle, dits = apres.get_genre_display(), {True: "oui", False: "non"}
    _noter(
        enfant,
        f"autorisations {de(enfant)}",
        par=par,
        avant={libelle: avant and dits[avant.accordee]},
        apres={libelle: dits[accordee]},
        origine=origine,
    )
    return apres


@transaction.atomic
def tenir_la_fiche(
    enfant: Enfant,
    *,
    jour: date,
    auteur: Utilisateur,
    par: Utilisateur,
    origine: str = "",
    **champs: Any,
) -> FicheSanitaire:
    """Change any of CHAMPS_FICHE, or only confirm it: it is valid until the end of the season of
    `jour` (date). TypeError for another field. A `pai_document` is filed as the child's own."""
    refuser_les_inconnus(champs, CHAMPS_FICHE)
    Enfant.objects.select_for_update().get(pk=enfant.pk)  # two parents at once: one record
    fin = fin_de_saison(jour)
    fiche = FicheSanitaire.objects.filter(enfant=enfant).first()
    valable = fiche and fiche.valable_jusqu_au
    fiche = fiche or FicheSanitaire(
        enfant=enfant, vaccins_document=dernier_document(enfant, Document.Genre.VACCINS)
    )
    for nom, valeur in champs.items():
        setattr(fiche, nom, valeur)
    fiche.valable_jusqu_au = max(valable or fin, fin)
    fiche.modifiee_le, fiche.modifiee_par = timezone.now(), auteur
    fiche.save()
    if champs.get("pai_document"):
        _classer_comme_sien(champs["pai_document"], enfant, fin)
    _noter(
        enfant,
        f"fiche sanitaire {de(enfant)}",
        par=par,
        avant={"Valable jusqu’au": valable and en_lettres(valable)},
        apres={
            "Valable jusqu’au": en_lettres(fiche.valable_jusqu_au),
            "Contenu": "mis à jour" if champs else "",
        },
        origine=origine,
    )
    return fiche


@transaction.atomic
def declarer_la_sante(
    enfant: Enfant,
    *,
    foyer: Foyer,
    origine: str | None,
    auteur: Utilisateur,
    regime: str = "",
    pai: bool = False,
    **allergies: Any,
) -> SanteDeclaree:
    """Show what `auteur` has just declared about the child's health, not checked yet. It replaces
    the one of the same `origine`. `allergies`: fields of a SanteDeclaree; TypeError for another."""
    refuser_les_inconnus(allergies, SanteDeclaree.CHAMPS)
    champs = {
        **dict.fromkeys(SanteDeclaree.CHAMPS, ""),
        "allergenes": [],
        **allergies,
        "foyer": foyer,
        "par": auteur,
        "regime": regime,
        "pai": pai,
        "le": timezone.now(),
    }
    declarees = SanteDeclaree.objects
    return declarees.update_or_create(enfant=enfant, origine=origine, defaults=champs)[0]


@transaction.atomic
def oublier_la_sante_declaree(origine: str | None) -> int:
    """Delete declarations, once the demande is decided, taken back or sent anew. How many."""
    return SanteDeclaree.objects.filter(origine=origine).delete()[0]


@transaction.atomic
def deposer_vaccins(
    enfant: Enfant, document: Document, *, jour: date, par: Utilisateur, origine: str = ""
) -> None:
    """File the child's vaccination record, and tie it to his health record if he has one."""
    _classer_comme_sien(document, enfant, fin_de_saison(jour))
    FicheSanitaire.objects.filter(enfant=enfant).update(vaccins_document=document)
    apres = {"Carnet de vaccination": f"déposé le {en_lettres(timezone.localdate())}"}
    _noter(enfant, f"carnet de vaccination {de(enfant)}", par=par, apres=apres, origine=origine)


def dernier_document(enfant: Enfant, genre: Document.Genre) -> Document | None:
    """The latest of the child's own papers of this kind."""
    siens = Document.objects.du_dossier().filter(enfant=enfant, foyer=None, genre=genre)
    return siens.order_by("-classe_le").first()


def _classer_comme_sien(document: Document, enfant: Enfant, fin: date) -> None:
    """Make it the child's own paper: both his homes see it, until the end of the season."""
    document.foyer, document.enfant, document.valable_jusqu_au = None, enfant, fin
    document.classe_le = document.classe_le or timezone.now()
    document.save(update_fields=["foyer", "enfant", "valable_jusqu_au", "classe_le"])


def _noter(enfant: Enfant, objet: str, **dit: Any) -> None:
    """Note it in the journal of each home that he has not left (D11: the other is not named)."""
    for foyer in enfant.residences():
        noter_modification(foyer, objet, **dit)


class AllergiesLues(NamedTuple):
    """child (key) → what he does not bear on his plate; and those of whom a text is kept that no
    key of this site reads: it must never look like none."""

    dites: dict[int, str]
    illisibles: set[int]


def allergies_declarees(utilisateur: Utilisateur) -> tuple[list[tuple[str, str]], list[str]]:
    """(first name, what is declared) of each child whose health this account may read, the eldest
    first, "" where nothing is; and the first names of those of whom it cannot be read."""
    lues = allergies_declarees_de(utilisateur)
    enfants = models.enfants_ouverts_a(utilisateur).values_list("pk", "prenom")
    return (
        [(prenom, lues.dites.get(pk, "")) for pk, prenom in enfants],
        [prenom for pk, prenom in enfants if pk in lues.illisibles],
    )


def allergies_declarees_de(utilisateur: Utilisateur) -> AllergiesLues:
    """Of records, and what this household, not the other (D11), has just written. Two queries."""
    qui = {"utilisateur": utilisateur.pk, "jour": timezone.localdate()}
    siens = {un.enfant_id: un.enfant for un in _OUVERTS.lire(**qui)}
    lues: dict[int, list[str]] = {}
    illisibles = set()
    dites: list[FicheSanitaire | SanteDeclaree] = [
        *(un.fiche_sanitaire for un in siens.values() if hasattr(un, "fiche_sanitaire")),
        *_DECLAREES.lire(**qui, enfants=tuple(siens)),
    ]
    for une in dites:
        try:
            allergies = une.a_table
        except Illisible:  # a page that books and tells an absence is not closed for it
            illisibles.add(une.enfant_id)
            continue
        if allergies:
            lues.setdefault(une.enfant_id, []).append(allergies)
    return AllergiesLues(
        {enfant: ", ".join(siennes) for enfant, siennes in lues.items()}, illisibles
    )


def _dire_les_ouverts(utilisateur: Any, jour: Any) -> QuerySet[Any]:
    foyers = models.foyers_ouverts_a(utilisateur, jour)
    ouverts = models.rattachements_ouverts_dans(foyers, jour)
    return ouverts.select_related("enfant__fiche_sanitaire")


def _dire_les_declarees(utilisateur: Any, jour: Any, enfants: Any) -> QuerySet[Any]:
    foyers = models.foyers_ouverts_a(utilisateur, jour)
    return SanteDeclaree.objects.filter(enfant__pk__in=enfants, foyer__in=foyers)


# A rich question about rights, asked twice: a fifth of the dashboard.
_OUVERTS = RequeteEcrite(_dire_les_ouverts)
_DECLAREES = RequeteEcrite(_dire_les_declarees)


class AllergiesForm(forms.Form):
    """Asked of a family and of an agent alike: the fields of famille.models.sante.Allergies."""

    allergenes = forms.MultipleChoiceField(
        label="Allergies alimentaires",
        choices=[(un.code, un.libelle) for un in ALLERGENES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Cochez ce qu’il ne peut pas manger : son assiette sera à part.",
    )
    allergies = forms.CharField(
        label="Autre allergie alimentaire",
        max_length=300,
        required=False,
        help_text="Exemple : fraise. Ce qui est écrit ici donne une assiette à part.",
    )
    allergies_medicaments = forms.CharField(
        label="Allergie à un médicament",
        max_length=300,
        required=False,
        help_text="Exemple : pénicilline",
    )
    allergies_autres = forms.CharField(
        label="Autre allergie", max_length=300, required=False, help_text="Exemple : guêpes"
    )
