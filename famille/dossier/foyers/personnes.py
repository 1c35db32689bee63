"""The adults, their accounts, and the children."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from phonenumber_field.phonenumber import PhoneNumber

from famille.comptes.actions import compte_pour, deplacer_compte
from famille.journal.modifications import decrire, noter_modification
from famille.journal.recherche import rafraichir_recherche
from famille.models import Enfant, Foyer, Rattachement, Responsable, Utilisateur
from famille.socle.dire import de
from famille.socle.erreurs import Refus

from .acces.actions import annoncer_adresse, annoncer_adulte, annoncer_rattachement
from .acces.seconde_etape import refuser_l_adresse_apres_l_oubli
from .actions import creer_foyer, refuser_les_inconnus
from .ecoles.actions import decrire_la_scolarite
from .ecoles.lecture import colonnes_de
from .ecoles.passe import garder_le_passe

CHAMPS_ADULTE = ["prenom", "nom", "lien", "telephone_portable", "telephone_fixe", "fin"]
# what a guided departure keeps for the adult (famille.dossier.foyers.vie)
GARDE = "garde_ses_factures"
CHAMPS_ENFANT = ["prenom", "nom", "naissance", "lieu_naissance", "ecole", "classe"]
_IDENTITE = CHAMPS_ENFANT[:4]
CHAMPS_RATTACHEMENT = ["garde", "semaines", "debut", "fin"]
COURRIEL = "Adresse e-mail"


@transaction.atomic
def ajouter_responsable(
    foyer: Foyer,
    *,
    prenom: str,
    nom: str,
    courriel: str,
    par: Utilisateur,
    lien: str = "parent",
    telephone_portable: str | PhoneNumber = "",
    telephone_fixe: str = "",
    meme_compte: bool = False,
    origine: str = "",
    a_confirmer: bool = True,
) -> Responsable:
    """Add an adult and mail him his activation link. `courriel`: "" for one without an address, so
    without an account (D8); one in use is a Refus, unless `meme_compte`: the same person in two
    households. `a_confirmer`: False while the file is being opened (acces.actions)."""
    utilisateur = None
    if courriel:
        utilisateur = compte_pour(courriel, prenom=prenom, nom=nom, meme_compte=meme_compte)
    if utilisateur and foyer.responsables.filter(utilisateur=utilisateur).exists():
        raise Refus(
            f"{courriel} est déjà l’adresse d’un adulte de ce foyer : corrigez sa fiche au lieu"
            " d’en ajouter une."
        )
    responsable = Responsable.objects.create(
        foyer=foyer,
        utilisateur=utilisateur,
        prenom=prenom.strip(),
        nom=nom.strip(),
        lien=lien,
        telephone_portable=telephone_portable,
        telephone_fixe=telephone_fixe,
    )
    responsable.refresh_from_db()  # the telephones as objects
    _noter_adulte(responsable, {}, par=par, origine=origine)
    if a_confirmer and par:
        annoncer_adulte(responsable, par=par)
    return responsable


@transaction.atomic
def modifier_responsable(
    responsable: Responsable, *, par: Utilisateur | None, origine: str = "", **champs: Any
) -> Responsable:
    """Change any of CHAMPS_ADULTE, GARDE or `courriel`: the account follows. `fin` (date): his last
    day here; None brings him back. Refus for an address in use."""
    refuser_les_inconnus(champs, [*CHAMPS_ADULTE, GARDE, "courriel"])
    # two agents at once: the second must find the first one's account, which a join would hide
    ancien = Responsable.objects.select_for_update(no_key=True).get(pk=responsable.pk)
    responsable.refresh_from_db(fields=["utilisateur"])
    avant = _decrire_adulte(ancien)
    courriel = champs.pop("courriel", None)
    for nom, valeur in champs.items():
        setattr(responsable, nom, valeur)
    if courriel is not None:
        responsable.utilisateur = deplacer_compte(responsable, courriel)
    responsable.save(update_fields=[*champs, "utilisateur"])
    responsable.refresh_from_db()
    _noter_adulte(responsable, avant, par=par, origine=origine)
    if par:
        _annoncer(ancien, responsable, par=par)
    return responsable


def _annoncer(ancien: Responsable, responsable: Responsable, *, par: Utilisateur) -> None:
    """Announce a changed address; or an adult who enters, by a first address or a return."""
    avant, apres = ancien.utilisateur, responsable.utilisateur
    if avant and apres and avant.email != apres.email:
        refuser_l_adresse_apres_l_oubli(apres, par=par)
        annoncer_adresse(responsable, avant.email, par=par)
    if avant != apres or (ancien.est_parti and not responsable.est_parti):
        annoncer_adulte(responsable, par=par)


def _decrire_adulte(responsable: Responsable) -> dict[str, str]:
    courriel = responsable.utilisateur.email if responsable.utilisateur else ""
    return decrire(responsable, CHAMPS_ADULTE) | {COURRIEL: courriel}


def _noter_adulte(
    responsable: Responsable, avant: dict[str, Any], *, par: Utilisateur | None, origine: str
) -> None:
    apres = _decrire_adulte(responsable)
    foyer = responsable.foyer
    noter_modification(
        foyer, f"responsable {responsable}", par=par, avant=avant, apres=apres, origine=origine
    )
    rafraichir_recherche(foyer)
    if responsable.utilisateur:
        for autre in responsable.utilisateur.responsabilites.exclude(foyer=foyer):
            rafraichir_recherche(autre.foyer)


@transaction.atomic
def ajouter_enfant(
    foyer: Foyer,
    *,
    prenom: str,
    nom: str,
    naissance: date,
    par: Utilisateur,
    lieu_naissance: str = "",
    ecole: str = "",
    classe: str = "",
    garde: str = "principale",
    debut: date | None = None,
    origine: str = "",
) -> Enfant:
    """Add a child from `debut` (date; by default his birth) on. `ecole`, `classe`: as they are
    written. Refus when the household has a child of that first name born on that day."""
    Foyer.objects.select_for_update(no_key=True).get(pk=foyer.pk)  # two agents at once: one child
    meme = Enfant.objects.filter(foyers=foyer, prenom__iexact=prenom.strip(), naissance=naissance)
    if meme.exists():
        raise Refus(
            f"{meme[0]} est déjà un enfant de ce foyer : corrigez sa fiche au lieu d’en ajouter"
            " une."
        )
    enfant = Enfant.objects.create(
        prenom=prenom.strip(),
        nom=nom.strip(),
        naissance=naissance,
        lieu_naissance=lieu_naissance.strip(),
        **colonnes_de(ecole, classe),
    )
    Rattachement.objects.create(enfant=enfant, foyer=foyer, garde=garde, debut=debut or naissance)
    apres = _decrire_enfant(enfant)
    noter_modification(foyer, f"enfant {enfant}", par=par, apres=apres, origine=origine)
    rafraichir_recherche(foyer)
    return enfant


@transaction.atomic
def modifier_enfant(
    enfant: Enfant, *, par: Utilisateur, origine: str = "", **champs: Any
) -> Enfant:
    """Change any of CHAMPS_ENFANT; a home that he has left learns nothing more (D11)."""
    refuser_les_inconnus(champs, CHAMPS_ENFANT)
    ancien = Enfant.objects.avec_ecole().get(pk=enfant.pk)
    avant = _decrire_enfant(ancien)
    textes: dict[str, str] = {nom: champs.pop(nom) for nom in ("ecole", "classe") if nom in champs}
    dits = (textes.get("ecole", ancien.nom_ecole), textes.get("classe", ancien.nom_classe))
    if dits != (ancien.nom_ecole, ancien.nom_classe):  # else it is known, even of last year
        champs |= colonnes_de(*dits)
        garder_le_passe([ancien])
    for nom, valeur in champs.items():
        setattr(enfant, nom, valeur)
    enfant.save(update_fields=list(champs))
    apres = _decrire_enfant(Enfant.objects.avec_ecole().get(pk=enfant.pk))
    for foyer in enfant.residences():
        noter_modification(
            foyer, f"enfant {enfant}", par=par, avant=avant, apres=apres, origine=origine
        )
    for foyer in enfant.foyers.distinct():
        rafraichir_recherche(foyer)
    return enfant


def _decrire_enfant(enfant: Enfant) -> dict[str, Any]:
    return decrire(enfant, _IDENTITE) | decrire_la_scolarite(enfant)


@transaction.atomic
def rattacher_enfant(
    enfant: Enfant,
    foyer: Foyer,
    *,
    par: Utilisateur,
    garde: str = "alternee",
    debut: date | None = None,
    origine: str = "",
    a_confirmer: bool = True,
) -> Rattachement:
    """Attach a child of another household to this one too, from `debut` (date, default today).
    `a_confirmer`: as in `ajouter_responsable`; his other homes confirm, whoever attaches him."""
    debut = debut or timezone.localdate()
    if enfant.rattachements.filter(foyer=foyer, fin=None).exists():
        raise Refus(f"{enfant} est déjà rattaché à ce foyer.")
    rattachement, nouveau = Rattachement.objects.get_or_create(
        enfant=enfant, foyer=foyer, debut=debut, defaults={"garde": garde}
    )
    if not nouveau:
        raise Refus(
            f"{enfant} a déjà été rattaché à ce foyer à cette date : choisissez un autre jour."
        )
    _noter_rattachement(rattachement, {}, par=par, origine=origine)
    if a_confirmer and par:
        annoncer_rattachement(rattachement, par=par)
    return rattachement


@transaction.atomic
def modifier_rattachement(
    rattachement: Rattachement, *, par: Utilisateur, origine: str = "", **champs: Any
) -> Rattachement:
    """Change `garde`, `semaines` or `fin` (date: the child's last day in this household). Refus
    when it ends before it begins."""
    refuser_les_inconnus(champs, ["garde", "semaines", "fin"])
    fin = champs.get("fin", rattachement.fin)
    if fin and fin < rattachement.debut:
        raise Refus(
            "La date de fin ne peut pas précéder la date de début : corrigez l’une des deux."
        )
    ancien = Rattachement.objects.get(pk=rattachement.pk)
    avant = decrire(ancien, CHAMPS_RATTACHEMENT)
    for nom, valeur in champs.items():
        setattr(rattachement, nom, valeur)
    rattachement.save(update_fields=list(champs))
    _noter_rattachement(rattachement, avant, par=par, origine=origine)
    if par and ancien.est_fini and not rattachement.est_fini:
        annoncer_rattachement(rattachement, par=par)
    return rattachement


def _noter_rattachement(
    rattachement: Rattachement, avant: dict[str, Any], *, par: Utilisateur, origine: str
) -> None:
    apres = decrire(rattachement, CHAMPS_RATTACHEMENT)
    objet = f"résidence {de(rattachement.enfant)}"
    noter_modification(
        rattachement.foyer, objet, par=par, avant=avant, apres=apres, origine=origine
    )
    rafraichir_recherche(rattachement.foyer)


@transaction.atomic
def ouvrir_dossier(
    *,
    foyer: dict[str, str],
    adresse: dict[str, Any],
    adultes: list[dict[str, Any]],
    enfants: list[dict[str, Any]],
    par: Utilisateur,
) -> Foyer:
    """Open a whole household's file. `foyer`, `adresse`: the fields of `creer_foyer`; `adultes`,
    `enfants`: those of `ajouter_responsable` and `ajouter_enfant`. Refus: nothing is written."""
    dossier = creer_foyer(**foyer, adresse=adresse, par=par)
    for adulte in adultes:
        ajouter_responsable(dossier, **adulte, par=par, a_confirmer=False)
    for enfant in enfants:
        ajouter_enfant(dossier, **enfant, par=par)
    return dossier
