"""Invoices, credit notes and receipts of payments as papers (G4, D1)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone

from famille.dossier.papiers.avis import avis_de_paiement, tresorerie_de
from famille.dossier.papiers.feuille import Feuille
from famille.dossier.papiers.registre import Genre, Papier, Source
from famille.models import Facture, Foyer, Paiement, ReglageRegie
from famille.socle.dire import en_euros, en_lettres
from famille.socle.noms import nom_propre

from .actions import destinataire
from .attestation_fiscale import annees_payees, garde_payee, total
from .credits import credits_deduits
from .lecture import FactureDite, PartEnfant, aides_deduites, explications, prelevement_de


class PapiersDesFactures(Source):
    def papiers(self, foyers: Sequence[Foyer], combien: int) -> Iterable[Papier]:
        siennes = Facture.objects.publiees().aux_familles().filter(foyer__in=foyers)
        return [
            Papier(
                date=timezone.make_aware(datetime.combine(facture.emise_le, time(12))),
                genre=Genre.FACTURE,
                titre=f"{facture.titre} {facture.numero}",
                detail=f"{facture.objet}, {en_euros(facture.total)}",
                foyer_id=facture.foyer_id,
                lien_html=reverse("famille:facture_papier", args=[facture.numero]),
                lien_pdf=reverse("famille:facture_pdf", args=[facture.numero]),
            )
            for facture in siennes.order_by("-emise_le", "-pk")[:combien]
            if facture.emise_le  # each, by the constraint of its number
        ]


class Recus(Source):
    def papiers(self, foyers: Sequence[Foyer], combien: int) -> Iterable[Papier]:
        siens = Paiement.objects.payes().aux_familles().filter(foyer__in=foyers)
        return [
            Papier(
                date=paiement.paye_le,
                genre=Genre.RECU,
                titre=f"Reçu {paiement.numero_recu}",
                detail=f"{paiement.get_moyen_display()}, {en_euros(paiement.montant)}",
                foyer_id=paiement.foyer_id,
                lien_html=reverse("famille:recu", args=[paiement.numero_recu]),
                lien_pdf=reverse("famille:recu_pdf", args=[paiement.numero_recu]),
            )
            for paiement in siens.order_by("-paye_le", "-pk")[:combien]
            if paiement.paye_le  # each, by a constraint
        ]


class AttestationsFiscales(Source):
    def papiers(self, foyers: Sequence[Foyer], combien: int) -> Iterable[Papier]:
        """One a household and a whole year in which something was paid."""
        jour, zone = timezone.localdate(), timezone.get_current_timezone()
        annees = [(annee, foyer) for annee, foyer in annees_payees(foyers) if annee < jour.year]
        return [
            Papier(
                date=datetime(annee + 1, 1, 1, tzinfo=zone),
                genre=Genre.ATTESTATION,
                titre=f"Attestation fiscale {annee}",
                detail="Frais de garde des enfants de moins de six ans",
                foyer_id=foyer.pk,
                lien_html=reverse("famille:attestation_fiscale", args=[foyer.numero, annee]),
                lien_pdf=reverse("famille:attestation_fiscale_pdf", args=[foyer.numero, annee]),
            )
            for annee, foyer in annees[:combien]
        ]


def feuille_de_la_facture(dite: FactureDite, parts: Sequence[PartEnfant]) -> Feuille:
    facture, regie = dite.facture, ReglageRegie.lire()
    return Feuille(
        titre=facture.titre,
        reference=f"n° {facture.numero}",
        date=f"Émise le {en_lettres(facture.emise_le)}" if facture.emise_le else "",
        corps="famille/factures/papiers/facture.html",
        page="famille/factures/papier.html",
        fichier=str(facture.genre),
        service=regie.nom,
        destinataire=tuple(facture.destinataire),
        lien_html=reverse("famille:facture_papier", args=[facture.numero]),
        lien_pdf=reverse("famille:facture_pdf", args=[facture.numero]),
        contexte={
            "dite": dite,
            "facture": facture,
            "parts": parts,
            "aides": aides_deduites(facture, parts),
            "connu": _connu(facture),
            "explications": explications(parts),
            "credits": [un for un in credits_deduits(facture) if un.retire],
            "regie": regie,
            "tresorerie": tresorerie_de(facture),
            "avis": avis_de_paiement(facture),
        },
    )


def feuille_du_recu(paiement: Paiement) -> Feuille:
    recu = paiement.recu
    return Feuille(
        titre="Reçu de paiement",
        reference=f"n° {paiement.numero_recu}",
        corps="famille/factures/papiers/recu.html",
        page="famille/factures/recu.html",
        fichier="recu-de-paiement",
        service=recu["service"],
        lien_html=reverse("famille:recu", args=[paiement.numero_recu]),
        lien_pdf=reverse("famille:recu_pdf", args=[paiement.numero_recu]),
        contexte={"recu": recu, "paiement": paiement, "lignes": _mentions(recu)},
    )


def feuille_fiscale(foyer: Foyer, annee: int, jour: date, jusqu_au: date | None = None) -> Feuille:
    """What the household paid in `annee` for the care of children under six. `jour`: today.
    `jusqu_au`: the last day there of the adult who reads it; what came after is not told."""
    gardes, regie = garde_payee(foyer, annee, jusqu_au), ReglageRegie.lire()
    return Feuille(
        titre=f"Attestation fiscale {annee}",
        reference=f"Dossier n° {foyer.numero}",
        date=f"Fait le {en_lettres(jour)}",
        corps="famille/factures/papiers/attestation_fiscale.html",
        page="famille/factures/attestation_fiscale.html",
        fichier=f"attestation-fiscale-{annee}",
        service=regie.nom,
        destinataire=tuple(destinataire(foyer, jusqu_au or jour)),
        lien_html=reverse("famille:attestation_fiscale", args=[foyer.numero, annee]),
        lien_pdf=reverse("famille:attestation_fiscale_pdf", args=[foyer.numero, annee]),
        contexte={
            "foyer": foyer,
            "annee": annee,
            "gardes": gardes,
            "total": en_euros(total(gardes)),
            "regie": regie,
            "provisoire": en_lettres(jour) if annee == jour.year and not jusqu_au else "",
            "jusqu_au": en_lettres(jusqu_au) if jusqu_au and jusqu_au.year == annee else "",
        },
    )


def _connu(facture: Facture) -> list[tuple[str, str]]:
    lignes = [
        ("Objet", facture.objet),
        ("Dossier", nom_propre(f"{facture.foyer}, n° {facture.foyer.numero}")),
    ]
    if facture.corrige:
        lignes += [
            ("Corrige la facture", nom_propre(facture.corrige.numero)),
            ("Motif", facture.motif),
        ]
    elif dit := prelevement_de(facture):
        quand = "Au prochain prélèvement" if dit.manque else f"Le {en_lettres(dit.jour)}"
        compte = f"{quand}, compte {dit.mandat.iban_masque}"
        lignes.append(("Prélèvement", f"{compte}\nMandat {dit.mandat.rum}, ICS {dit.mandat.ics}"))
    elif facture.echeance:
        lignes.append(("À payer avant le", en_lettres(facture.echeance)))
    return lignes


def _mentions(recu: dict) -> list[tuple[str, str]]:
    piece = f", n° {recu['piece']}" if recu["piece"] else ""
    autorisation = f"\nAutorisation {recu['autorisation']}" if recu["autorisation"] else ""
    par = [recu[nom] for nom in ("service", "adresse", "courriel", "telephone")]
    return [
        ("Payé le", recu["paye_le"]),
        ("Moyen", recu["moyen"] + piece),
        ("Dossier", nom_propre(f"n° {recu['foyer']}")),
        ("Référence", nom_propre(recu["reference"] + autorisation)),
        ("Reçu par", "\n".join(filter(None, par))),
    ]
