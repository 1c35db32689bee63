"""Direct debits of the families that have a story: one in force, one that waits for an agent, by
the real actions."""

from datetime import datetime, timedelta
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from demarches import actions
from demarches.catalogue.prelevement_automatique.mandat import MandatForm
from demarches.declaration.champ_secret import proteger
from demarches.models import Demande
from demo.ville.jours import au_moment, il_y_a
from demo.ville.papiers import pieces
from famille.models import Document, Foyer, Utilisateur

CODE = "prelevement-automatique"
# Well formed, with keys that agree, and of nobody.
IBAN_MARTIN = "FR76 3000 6000 0112 3456 7890 189"
IBAN_LEMOINE = "FR14 2004 1010 0505 0001 3M02 606"


def prelever_les_personnages(personnages: SimpleNamespace, *, agent: Utilisateur) -> None:
    validee = _demander(
        personnages.martin, ["accueils-de-loisirs", "restauration"], IBAN_MARTIN, il_y_a(45, 20, 16)
    )
    with au_moment(il_y_a(43, 10, 5)):
        actions.valider(validee, par=agent)
    _demander(personnages.lemoine, ["restauration"], IBAN_LEMOINE, il_y_a(1, 21, 37))


def _demander(foyer: Foyer, services: list[str], iban: str, le: datetime) -> Demande:
    """The Demande, sent at `le` by the first adult of the household, who holds the account."""
    adulte = foyer.responsables.select_related("utilisateur").order_by("pk")[0]
    assert adulte.utilisateur
    with au_moment(le):
        demande = actions.commencer(CODE, foyer=foyer, par=adulte.utilisateur)
        rib = SimpleUploadedFile("rib.pdf", _rib(str(adulte), iban))
        actions.joindre(
            demande, "compte", "rib", rib, par=adulte.utilisateur, genre=Document.Genre.RIB
        )
        _ecrire(demande, "services", {"services": services})
        _ecrire(demande, "compte", {"titulaire": [str(adulte.pk)], "iban": [iban]})
        sceau = MandatForm(demande=demande, prefix="mandat").fields["sceau"].widget.sceau
        _ecrire(demande, "mandat", {"accepte": ["on"], "sceau": [sceau]})
        return actions.deposer(demande, par=adulte.utilisateur)


def _ecrire(demande: Demande, etape: str, saisie: dict[str, list[str]]) -> None:
    suivi = demande.avancement.ecrite(etape, ecran="", instant=timezone.now())
    suivi = suivi.jugee(etape, valide=True, complement=None)
    saisie = demande.saisie | {etape: proteger(demande, etape, saisie)}
    actions.enregistrer_page(demande, saisie=saisie, avancement=suivi)


def _rib(titulaire: str, iban: str) -> bytes:
    jour = timezone.localdate() - timedelta(days=2)
    return pieces.facture_pdf("Relevé d’identité bancaire", titulaire, [f"IBAN : {iban}"], jour)
