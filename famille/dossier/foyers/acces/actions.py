"""Accesses that agents open: the adults are told; health stays closed until one confirms."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from famille import models
from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import GenreDeCourriel
from famille.journal.modifications import noter_modification
from famille.models import AccesAConfirmer, Document, Enfant, Foyer, Responsable, Utilisateur
from famille.socle.dire import de
from famille.socle.erreurs import Refus
from famille.socle.texte import normaliser
from famille.socle.ville import service

from . import liens

ADULTE = GenreDeCourriel("acces", "famille/acces_adulte")
ADRESSE = GenreDeCourriel("acces", "famille/acces_adresse")
ENFANT = GenreDeCourriel("acces", "famille/acces_enfant")
VOTRE_ADRESSE = GenreDeCourriel("acces", "famille/acces_votre_adresse")

Nature = AccesAConfirmer.Nature
OBJET = "accès au dossier"
MODIFIER = "famille.change_foyer"
PAS_SOI_MEME = (
    "Vous avez fait ce changement, ou il concerne quelqu’un de votre nom : c’est à un autre adulte"
    " du foyer, ou à un autre agent, de le confirmer."
)
CONTESTE = (
    "Cette adresse est contestée par qui lit l’ancienne : réglez d’abord la contestation, plus haut"
    " sur cet écran."
)
ADRESSE_CHANGEE = (
    "L’adresse e-mail de cette personne a changé depuis : regardez la nouvelle, puis confirmez ce"
    " changement-là, qui vaut pour tout."
)


def annoncer_adulte(
    responsable: Responsable, *, par: Utilisateur | None, par_lettre: bool = False
) -> None:
    """An agent has let this adult in, or back: somebody else must confirm, even for a household's
    first account. Not called while a file is being opened. `par_lettre`: he came by the code of a
    letter that the agent printed. `par` is an agent, maybe an adult of this household."""
    if responsable.utilisateur is None:
        return
    acces = AccesAConfirmer.objects.create(
        foyer=responsable.foyer, nature=Nature.ADULTE, responsable=responsable, par=par
    )
    _annoncer(acces, _deja_la(acces), ADULTE, adulte=str(responsable), par_lettre=par_lettre)
    _noter_ailleurs(acces)


def annoncer_adresse(
    responsable: Responsable,
    ancienne: str,
    *,
    par: Utilisateur | None,
    par_lettre: bool = False,
) -> None:
    """An agent has changed the e-mail address of this adult's account, in all of its households.
    `par_lettre`: as in `annoncer_adulte`; health is then closed, whatever was confirmed. Else it is
    closed at once to an account never opened, and to one in use if a new password is chosen before
    its owner signs in with his own (`apres_une_entree_par_le_courriel`, `prouver_l_adresse`)."""
    compte, le = responsable.utilisateur, timezone.now()
    assert compte is not None, "it is the account's address"
    for sien in compte.responsabilites.select_related("foyer"):
        acces = AccesAConfirmer.objects.create(
            foyer=sien.foyer,
            nature=Nature.ADRESSE,
            responsable=sien,
            par=par,
            le=le,
            ancienne=ancienne,
            ferme=par_lettre or (not compte.has_usable_password() and _a_proteger(sien)),
        )
        _annoncer(acces, _deja_la(acces), ADRESSE, adulte=str(sien), par_lettre=par_lettre)
        _noter_ailleurs(acces)
    contexte = {
        "prenom": compte.first_name,
        "agent": _signature(par),
        "heures": int(models.ATTENTE_DU_MOT_DE_PASSE.total_seconds() // 3600),
        "par_lettre": par_lettre,
    }
    contestation = adresse_absolue(reverse("famille:contester_adresse", args=[liens.signer(acces)]))
    avec_le_lien = contexte | {"contestation": contestation, "jours": liens.DUREE.days}
    preparer(VOTRE_ADRESSE.cle(acces.pk, "avant"), ancienne, avec_le_lien)
    if compte.has_usable_password():  # else its invitation goes there
        preparer(VOTRE_ADRESSE.cle(acces.pk, "apres"), compte.email, contexte)


def annoncer_rattachement(rattachement: models.Rattachement, *, par: Utilisateur) -> None:
    """An agent has attached the child to a household, or again: his other homes are told, without
    its name. So is a child who has left them all, since an agent may have ended his stays."""
    if not rattachement.enfant.rattachements.exclude(foyer=rattachement.foyer).exists():
        return
    acces = AccesAConfirmer.objects.create(
        foyer=rattachement.foyer, nature=Nature.ENFANT, rattachement=rattachement, par=par
    )
    enfant = rattachement.enfant
    _noter_ailleurs(acces)
    adultes = adultes_de(_autres_foyers(enfant, rattachement.foyer))
    adultes_une_fois = dict.fromkeys(un for siens in adultes.values() for un in siens)
    _annoncer(acces, adultes_une_fois, ENFANT, enfant=enfant.prenom)


@transaction.atomic
def confirmer_acces(acces: AccesAConfirmer, *, par: Utilisateur) -> AccesAConfirmer:
    """Open what was closed. Refus: it is open, `par` made the change or profits from it, or the
    address was contested or has changed again."""
    acces = AccesAConfirmer.objects.select_for_update(of=("self",)).get(pk=acces.pk)
    if acces.confirme_le:
        raise Refus("Cet accès a déjà été confirmé : il n’y a plus rien à faire.")
    if acces.est_conteste:
        raise Refus(CONTESTE)
    if not peut_confirmer(acces, par):
        raise Refus(PAS_SOI_MEME)
    memes = AccesAConfirmer.objects.en_attente().exclude(par=par)
    memes = memes.filter(responsable=acces.responsable, rattachement=acces.rattachement)
    if memes.contestes().exists():
        raise Refus(CONTESTE)
    if memes.a_montrer(timezone.now()).filter(pk__gt=acces.pk, nature=Nature.ADRESSE).exists():
        raise Refus(ADRESSE_CHANGEE)  # who confirms has looked at the address of before
    memes.update(confirme_par=par, confirme_le=timezone.now())
    acces.refresh_from_db()
    dits = {acces.get_nature_display(): "confirmé"}
    noter_modification(acces.foyer, OBJET, par=par, apres=dits)
    return acces


def confirmer_par_une_preuve(
    responsable: Responsable,
    quand: Q,
    temoin: Utilisateur | None,
    par: Utilisateur,
    dit: str,
) -> bool:
    """Open health by a proof that whoever opened this adult's access could not make. Only accesses
    of `quand` that `temoin`, who prepared the proof (None: a file), did not open. A new address
    that closes nothing yet is not proved by a sign-in without it. `dit`: for the journal, in the
    name of `par`. Whether anything was opened."""
    ouverts = [
        acces
        for acces in a_montrer().filter(quand, responsable=responsable, ferme=True)
        if _autre(acces, temoin)
    ]
    confirmes = AccesAConfirmer.objects.en_attente().filter(pk__in=[un.pk for un in ouverts])
    if not confirmes.update(confirme_par=par, confirme_le=timezone.now()):
        return False
    dits = {acces.get_nature_display(): dit for acces in ouverts}
    noter_modification(responsable.foyer, OBJET, par=par, apres=dits)
    return True


def peut_confirmer(acces: AccesAConfirmer, utilisateur: Utilisateur) -> bool:
    """Whether it is another adult whose access is open, or an agent with no part in it."""
    comme_parent = a_confirmer_par(utilisateur).filter(pk=acces.pk)
    return comme_parent.exists() or est_un_autre(acces, utilisateur)


def est_un_autre(acces: AccesAConfirmer, agent: Utilisateur) -> bool:
    """Whether this agent has not made the change, is not of the household, and bears none of its
    names. Two accounts of one person are not detected: the town gives its accounts."""
    return agent.has_perm(MODIFIER) and _autre(acces, agent)


def _autre(acces: AccesAConfirmer, agent: Utilisateur | None) -> bool:
    """`est_un_autre`, whatever the right. None: a file, not an account."""
    if agent is None:
        return True
    if agent.pk == acces.par_id:
        return False
    adultes = list(acces.foyer.responsables.all())
    noms = {_nom(adulte.prenom, adulte.nom) for adulte in adultes}
    if acces.par:
        noms.add(_nom(acces.par.first_name, acces.par.last_name))
    siens = any(adulte.utilisateur_id == agent.pk for adulte in adultes)
    return not siens and _nom(agent.first_name, agent.last_name) not in noms


def _nom(prenom: str, nom: str) -> frozenset:
    """The words of a name, in any order, case and accents aside."""
    return frozenset(normaliser(f"{prenom} {nom}").replace("-", " ").split())


def a_confirmer_par(utilisateur: Utilisateur) -> QuerySet[AccesAConfirmer]:
    """The accesses that this account may confirm as a parent: those of another adult of its
    households, and of its child in another household."""
    ouverts = models.foyers_ouverts_a(utilisateur)
    les_siens = ~Q(responsable__utilisateur=utilisateur)
    d_adultes = Q(responsable__isnull=False, foyer__in=ouverts) & les_siens
    d_enfants = Q(rattachement__enfant__in=models.enfants_ouverts_dans(ouverts))
    return a_montrer().exclude(par=utilisateur).filter(d_adultes | d_enfants)


def a_montrer() -> QuerySet[AccesAConfirmer]:
    """The accesses to look at: those that close health, new addresses that hold the password."""
    return AccesAConfirmer.objects.a_montrer(timezone.now()).select_related("foyer", "par")


def _deja_la(acces: AccesAConfirmer) -> list[Utilisateur]:
    """The adults of the household, without the one who came in."""
    adultes = adultes_de([acces.foyer]).get(acces.foyer_id, [])
    return [adulte for adulte in adultes if adulte.pk != acces.compte.pk]


def _annoncer(
    acces: AccesAConfirmer, a: Iterable[Utilisateur], genre: GenreDeCourriel, **dit: Any
) -> None:
    dit |= {"agent": _signature(acces.par), "lien": adresse_absolue(reverse("famille:acces"))}
    for adulte in a:
        contexte = dit | {"prenom": adulte.first_name}
        preparer(genre.cle(acces.pk).pour(adulte), adulte.email, contexte)


def _a_proteger(responsable: Responsable) -> bool:
    """Whether somebody else is in the household, or something is known of its children's health."""
    foyer = responsable.foyer
    enfants = list(foyer.rattachements.values_list("enfant", flat=True))  # under an "or" below
    autres = foyer.responsables.actuels().exclude(pk=responsable.pk)
    papiers = Document.objects.filter(Q(foyer=foyer) | Q(enfant__in=enfants))
    return (
        autres.filter(utilisateur__isnull=False).exists()
        or models.FicheSanitaire.objects.filter(enfant__in=enfants).exists()
        or papiers.filter(genre__in=Document.DE_SANTE).exists()
    )


def _signature(par: Utilisateur | None) -> str:
    if par is None:  # an account that is no more
        return service().le
    return f"{par.get_full_name()} ({par.service})" if par.service else par.get_full_name()


def _autres_foyers(enfant: Enfant, foyer: Foyer) -> list[Foyer]:
    return list(enfant.residences().exclude(pk=foyer.pk))


def _noter_ailleurs(acces: AccesAConfirmer) -> None:
    """Note it in the journal of the children's other homes, without naming this household (D11)."""
    if acces.rattachement:
        enfants, dit = [acces.rattachement.enfant], "rattaché à un autre foyer"
    else:
        enfants = list(Enfant.objects.du([acces.foyer]))
        dit = "accès d’un adulte changé dans son autre foyer"
    for enfant in enfants:
        objet = f"résidence {de(enfant)}"
        for foyer in _autres_foyers(enfant, acces.foyer):
            noter_modification(foyer, objet, par=acces.par, apres={"Autre foyer": dit})
