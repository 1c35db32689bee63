"""The state of a payment, changed here only: money counted or given back, receipts (D1)."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from famille.courriels import boite_d_envoi
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import GenreDeCourriel
from famille.echanges.webhooks.envois import Nouvelle, annoncer
from famille.echanges.webhooks.faits import PAIEMENT_ANNULE, PAIEMENT_RECU, FaitAnnonce
from famille.journal.numeros import prochain_numero, prochains_numeros
from famille.models import (
    Facture,
    Paiement,
    PartPaiement,
    PassagePaiement,
    ReglageRegie,
    Utilisateur,
)
from famille.regles import paiement as regles
from famille.regles.montants import ZERO
from famille.socle.dire import en_euros, en_heure, en_lettres

# The receipt of a payment (D1): kept as it was said, and its mail tells no amount.
RECU = GenreDeCourriel("recu", "famille/paiement_recu")
A_VERIFIER = GenreDeCourriel("regie", "famille/regie_a_verifier", notifie=False)  # a service’s box
Etat = Paiement.Etat


def mentions(paiement: Paiement, parts: Sequence[PartPaiement]) -> dict:
    """dict of texts: all that the receipt says. `paiement` is just paid, numbered."""
    regie = ReglageRegie.lire()
    moment = timezone.localtime(paiement.paye_le)
    return {
        "numero": paiement.numero_recu,
        "paye_le": f"{en_lettres(moment)} à {en_heure(moment)}",
        "moyen": paiement.get_moyen_display(),
        "piece": paiement.piece,
        "reference": paiement.reference,
        "autorisation": paiement.autorisation,
        "foyer": paiement.foyer.numero,
        "montant": en_euros(paiement.montant),
        "factures": [
            {
                "numero": part.facture.numero,
                "objet": part.facture.objet,
                "montant": en_euros(part.montant),
            }
            for part in parts
        ],
        "service": regie.nom,
        "adresse": regie.adresse,
        "courriel": regie.courriel,
        "telephone": regie.telephone,
    }


def envoyer_recu(paiement: Paiement) -> None:
    """One mail to each adult of the household, no amount. None where somebody else has paid."""
    if not Paiement.objects.aux_familles().filter(pk=paiement.pk).exists():
        return
    lien = boite_d_envoi.adresse_absolue(reverse("famille:recu", args=[paiement.numero_recu]))
    for adulte in adultes_de([paiement.foyer]).get(paiement.foyer_id, []):
        boite_d_envoi.preparer(
            RECU.cle(paiement.numero_recu).pour(adulte),
            adulte.email,
            {"prenom": adulte.first_name, "recu": paiement.recu, "lien": lien},
        )


def passer(
    paiement: Paiement,
    etat: str,
    *,
    motif: str = "",
    par: Utilisateur | None = None,
    paye_le: datetime | None = None,
) -> None:
    """Changes a payment's state, and alone does, under its lock. ValueError: no such next state."""
    if etat not in regles.SUITES[paiement.etat]:
        raise ValueError(f"a payment {paiement.etat} never becomes {etat}")
    # The same lock as an opening, in the same order: no attempt takes an invoice while this one
    # gives it back.
    list(Facture.objects.filter(parts__paiement=paiement).order_by("pk").select_for_update())
    avant, paiement.etat = paiement.etat, etat
    if etat == Etat.PAYE:
        _encaisser(paiement, paye_le or timezone.now())
    elif avant == Etat.PAYE:
        _rendre(paiement)
    if etat not in regles.SE_REDEMANDENT:
        paiement.prochaine_question_le = None
    paiement.save()
    # a late answer to check takes no invoice from another attempt
    autres = PartPaiement.objects.filter(facture__in=paiement.parts.values("facture"), vive=True)
    tient = etat in regles.TIENT_LA_FACTURE and not autres.exclude(paiement=paiement).exists()
    paiement.parts.update(vive=tient)
    passage = PassagePaiement.objects.create(
        paiement=paiement, de=avant, vers=etat, par=par, motif=motif[:300]
    )
    if Etat.PAYE in (avant, etat):
        _annoncer(passage, PAIEMENT_RECU if etat == Etat.PAYE else PAIEMENT_ANNULE)
    if etat == Etat.A_VERIFIER:
        prevenir_la_regie(paiement, "a-verifier")
    elif paiement.trop_percu > 0:
        prevenir_la_regie(paiement, "trop-percu")


def _annoncer(passage: PassagePaiement, fait: FaitAnnonce) -> None:
    """What other software is told: numbers, no amount."""

    def donnees() -> dict[str, object]:
        paiement = passage.paiement
        factures = paiement.parts.order_by("facture").values_list("facture__numero", flat=True)
        return {
            "paiement": paiement.reference,
            "recu": paiement.numero_recu,
            "foyer": paiement.foyer.numero,
            "moyen": paiement.moyen,
            "factures": list(factures),
        }

    annoncer(Nouvelle(fait, str(passage.pk), donnees))


def nouvelle_reference(maintenant: datetime) -> str:
    """str: 15 letters and digits, never given twice, by which banks know the payment."""
    return nouvelles_references(maintenant, 1)[0]


def nouvelles_references(maintenant: datetime, combien: int) -> list[str]:
    """The same, several at once."""
    annee = timezone.localdate(maintenant).year
    premier = prochains_numeros(f"paiement-{annee}", combien)
    return [f"PF{annee}{rang:09}" for rang in range(premier, premier + combien)]


def _encaisser(paiement: Paiement, paye_le: datetime) -> None:
    """Count the money on each invoice, number the receipt, send it, all in one transaction (D1)."""
    trop = ZERO
    parts = list(paiement.parts.select_related("facture").order_by("facture"))
    for part in parts:
        trop += max(part.montant - max(part.facture.solde, Decimal(0)), Decimal(0))
        Facture.objects.filter(pk=part.facture_id).regler(part.montant)
    paiement.paye_le, paiement.trop_percu = paye_le, trop
    if not paiement.numero_recu:
        annee = timezone.localdate(paye_le).year
        paiement.numero_recu = f"R-{annee}-{prochain_numero(f'recu-{annee}'):06}"
    paiement.recu = mentions(paiement, parts)
    envoyer_recu(paiement)


def _rendre(paiement: Paiement) -> None:
    """The money was not there after all: the invoices are owed again."""
    for part in paiement.parts.order_by("facture"):
        Facture.objects.filter(pk=part.facture_id).regler(-part.montant)
    paiement.trop_percu = ZERO


def prevenir_la_regie(paiement: Paiement, quoi: str) -> None:
    """`quoi`: "a-verifier" or "trop-percu". Once a payment and a reason, which screen, and nothing
    of a family or of an amount; nothing when the régie has given no mail."""
    regie = ReglageRegie.lire()
    if not regie.courriel:
        return
    boite_d_envoi.preparer(
        A_VERIFIER.cle(quoi, paiement.pk),
        regie.courriel,
        {
            "reference": paiement.reference,
            "trop_percu": quoi == "trop-percu",
            "lien": boite_d_envoi.adresse_absolue(reverse("regie:a_verifier")),
        },
    )
