"""One union done: the rule of each column, then what a kind of file asks by itself."""

from typing import Any

from django.db.models import Q, QuerySet

from famille import models
from famille.dossier.foyers.ecoles.passe import colonnes_tenues
from famille.journal.carnet import Carnet, tout
from famille.models import AdresseFoyer, Enfant, FicheSanitaire, Foyer, Responsable
from famille.socle.erreurs import Refus

from .registre import Devenir, Regle, Union, references, regles, salles

# Of a household, an adult, a child: what is chosen when they differ.
CHAMPS: dict[type, tuple[str, ...]] = {
    Foyer: ("nom", "situation", "regime"),
    Responsable: (
        *("prenom", "nom", "lien", "telephone_portable", "telephone_fixe", "utilisateur", "fin"),
    ),
    Enfant: ("prenom", "nom", "naissance", "lieu_naissance"),
}
ADRESSES, QUOTIENTS, FICHE = "adresses", "quotients", "fiche_sanitaire"
SCOLARITE = "scolarite"  # a class is of its school: they are taken together


def appliquer(union: Union, carnet: Carnet) -> None:
    """What pointed at `autre` points at `garde`. Refus: two rows contradict; one must choose."""
    if isinstance(union.garde, Foyer):
        _adresses(union, carnet)
        _quotients(union, carnet)
    if isinstance(union.garde, Enfant):
        _fiche(union, carnet)
    for salle in salles():
        salle.suivre(union, carnet)
    for modele, champ in references(union.modele):
        lignes = tout(modele).filter(**{champ: union.autre.pk}).order_by("pk")
        _regler(regles()[modele, champ], lignes, champ, union, carnet)
    valeurs = _valeurs_choisies(union)
    if isinstance(union.autre, Responsable):
        carnet.retirer(Responsable.objects.get(pk=union.autre.pk))
    else:
        # the file that goes keeps its journal, and leads to the one that stays
        carnet.changer(_lui(union.autre), fusionne_dans=union.garde.pk)
    carnet.changer(_lui(union.garde), **valeurs)


def _lui(objet: Any) -> QuerySet[Any]:
    return tout(type(objet)).filter(pk=objet.pk)


def _valeurs_choisies(union: Union) -> dict[str, Any]:
    prises = {}
    for nom in CHAMPS[union.modele]:
        colonne = union.garde._meta.get_field(nom).attname
        sienne, autre = getattr(union.garde, colonne), getattr(union.autre, colonne)
        # an end is not something that one lacks: the other has not left
        vide = nom != "fin" and sienne in (None, "")
        if sienne != autre and (union.garde_l_autre(nom) or vide):
            prises[nom] = autre
    if isinstance(union.garde, Enfant):
        siennes, autres = (colonnes_tenues(un) for un in (union.garde, union.autre))
        if union.garde_l_autre(SCOLARITE) or not any(siennes.values()):
            prises |= autres
    return prises


def _regler(regle: Regle, lignes: QuerySet[Any], champ: str, union: Union, carnet: Carnet) -> None:
    if regle.geste in (Devenir.RESTER, Devenir.A_PART):
        return
    if regle.geste == Devenir.FONDRE:
        for ligne in lignes:
            _fondre(regle, ligne, champ, union, carnet)
        return
    if regle.geste == Devenir.RETIRER or (
        regle.geste == Devenir.UN_SEUL
        and tout(lignes.model).filter(**{champ: union.garde.pk}).exists()
    ):
        for ligne in lignes:
            carnet.retirer(ligne)
        return
    if regle.comme:
        _retirer_ce_qui_est_deja_dit(regle, lignes, champ, union, carnet)
    carnet.changer(lignes.all(), **{champ: union.garde.pk})


def _retirer_ce_qui_est_deja_dit(
    regle: Regle, lignes: QuerySet[Any], champ: str, union: Union, carnet: Carnet
) -> None:
    siennes = tout(lignes.model).filter(**{champ: union.garde.pk})
    for ligne in lignes.filter(regle.condition or Q()):
        if siennes.filter(regle.condition or Q(), **_meme(regle, ligne)).exists():
            if regle.refus:
                raise Refus(regle.refus)
            carnet.retirer(ligne)


def _meme(regle: Regle, ligne: Any) -> dict[str, Any]:
    return {nom: getattr(ligne, ligne._meta.get_field(nom).attname) for nom in regle.comme}


def _fondre(regle: Regle, ligne: Any, champ: str, union: Union, carnet: Carnet) -> None:
    """A period of the file that goes, into the one of the same kind that it touches."""
    siennes = tout(type(ligne)).filter(**{champ: union.garde.pk}, **_meme(regle, ligne))
    touche = siennes.filter(Q(fin=None) | Q(fin__gte=ligne.debut))
    if ligne.fin:
        touche = touche.filter(debut__lte=ligne.fin)
    sienne = touche.order_by("debut").first()
    if sienne is None:
        carnet.changer(_lui(ligne), **{champ: union.garde.pk})
        return
    debut = min(sienne.debut, ligne.debut)
    fin = max(sienne.fin, ligne.fin) if sienne.fin and ligne.fin else None
    carnet.retirer(ligne)
    carnet.changer(_lui(sienne), debut=debut, fin=fin)


def _adresses(union: Union, carnet: Carnet) -> None:
    """One line of addresses stays, and what the other says of before it."""
    siennes = AdresseFoyer.objects.filter(foyer=union.garde.pk)
    autres = AdresseFoyer.objects.filter(foyer=union.autre.pk)
    gardees, laissees = siennes, autres
    if union.garde_l_autre(ADRESSES) or not siennes.exists():
        gardees, laissees = autres, siennes
    premiere = gardees.order_by("depuis").values_list("depuis", flat=True).first()
    for adresse in laissees:
        if premiere is None or adresse.depuis >= premiere:
            carnet.retirer(adresse)
    carnet.changer(autres.all(), foyer=union.garde.pk)


def _quotients(union: Union, carnet: Carnet) -> None:
    """Periods never overlap: those of the one that was not chosen go where they do."""
    siens = models.QuotientFamilial.objects.filter(foyer=union.garde.pk)
    autres = models.QuotientFamilial.objects.filter(foyer=union.autre.pk)
    gardes, laisses = (autres, siens) if union.garde_l_autre(QUOTIENTS) else (siens, autres)
    for quotient in laisses:
        memes_jours = gardes.filter(Q(fin=None) | Q(fin__gte=quotient.debut))
        if quotient.fin:
            memes_jours = memes_jours.filter(debut__lte=quotient.fin)
        if memes_jours.exists():
            carnet.retirer(quotient)
    carnet.changer(autres.all(), foyer=union.garde.pk)


def _fiche(union: Union, carnet: Carnet) -> None:
    sienne = FicheSanitaire.objects.filter(enfant=union.garde.pk).first()
    autre = FicheSanitaire.objects.filter(enfant=union.autre.pk).first()
    if sienne and autre:
        carnet.retirer(sienne if union.garde_l_autre(FICHE) else autre)
    carnet.changer(FicheSanitaire.objects.filter(enfant=union.autre.pk), enfant=union.garde.pk)
