"""What a demande that waits says of a child's health, shown with his record (D10)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from demarches.declaration.mise_a_jour import PageDuDossier
from demarches.models import Demande
from famille.actions import declarer_la_sante, oublier_la_sante_declaree
from famille.models import SanteDeclaree
from famille.socle.dire import enumerer
from reservations.models import Inscription

PARLEZ_EN = (
    "L’équipe du centre voit dès maintenant ce que vous avez écrit sur la santé, avec la mention «"
    " à vérifier ». Parlez-lui-en aussi, dès le premier jour d’accueil, sans attendre notre"
    " réponse."
)
A_L_INSCRIPTION = (
    "Le centre verra dès l’inscription ce que vous avez écrit sur la santé, avec la mention"
    " « à vérifier »."
)
POUR_EUX = "Pour {enfants}, le centre le verra dès l’inscription."
JAMAIS_MONTRE = (
    "Le centre ne verra pas ce que vous y avez écrit sur la santé. Si c’est toujours vrai,"
    " déclarez-le de nouveau."
)
PLUS_MONTRE = (
    "L’équipe du centre ne {voit} plus ce que vous y avez écrit sur la santé. Si c’est toujours"
    " vrai, parlez-lui-en, et déclarez-le de nouveau."
)


def declarer(demande: Demande) -> None:
    """Show what its pages of health have that is new; to call once it is sent."""
    oublier_la_sante_declaree(demande.numero)
    for lue in _pages_de_sante(demande):
        if dites := lue.a_signaler():
            auteur = demande.auteur_de(lue.prefix)
            declarer_la_sante(
                lue.enfant, foyer=demande.foyer, origine=demande.numero, auteur=auteur, **dites
            )


def retraits(demande: Demande) -> list[str]:
    """What its validation would take off a child's record, each by its name."""
    return [nom for lue in _pages_de_sante(demande) for nom in lue.retraits()]


def _pages_de_sante(demande: Demande) -> Iterator[Any]:
    for etape, page in demande.sa_demarche.pages(demande).items():
        if issubclass(page, PageDuDossier) and page.sensible and etape in demande.saisie:
            yield page.de_la_demande(demande, etape)


def conseil(demande: Demande) -> str:
    """What the parent is told to do meanwhile; "" when nothing is shown of this demande."""
    suivis, autres = _suivis_et_autres(demande)
    if suivis and autres:
        return f"{PARLEZ_EN} {POUR_EUX.format(enfants=enumerer(autres))}"
    return PARLEZ_EN if suivis else A_L_INSCRIPTION if autres else ""


def perdu_au_retrait(demande: Demande, *, voit: str) -> str:
    """What the team reads no more once it is taken back ("verra", "voit"), or ""."""
    suivis, autres = _suivis_et_autres(demande)
    return PLUS_MONTRE.format(voit=voit) if suivis else JAMAIS_MONTRE if autres else ""


def _suivis_et_autres(demande: Demande) -> tuple[list[str], list[str]]:
    """Of the children of whom something is shown, the first names of those that a centre looks
    after today, and of those registered nowhere yet. One query."""
    jour = timezone.localdate()
    inscrits = Inscription.objects.filter(Q(fin=None) | Q(fin__gte=jour), enfant=OuterRef("enfant"))
    lus = SanteDeclaree.objects.filter(origine=demande.numero).values_list(
        "enfant__prenom", Exists(inscrits.filter(debut__lte=jour))
    )
    return [nom for nom, suivi in lus if suivi], [nom for nom, suivi in lus if not suivi]
