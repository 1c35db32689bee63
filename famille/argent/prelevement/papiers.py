"""The mandate of direct debit as a paper. Its account is masked there as everywhere."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import timezone

from famille.dossier.papiers.feuille import Feuille
from famille.dossier.papiers.registre import Genre, Papier, Source
from famille.models import Foyer, MandatSEPA
from famille.socle.dire import en_lettres
from famille.socle.noms import noms_propres


class Mandats(Source):
    def papiers(self, foyers: Sequence[Foyer], combien: int) -> Iterable[Papier]:
        champs = ("rum", "foyer_id", "signe_le", "iban_masque", "fin")
        lus = MandatSEPA.objects.filter(foyer__in=foyers).only(*champs)
        return [
            Papier(
                date=mandat.signe_le,
                genre=Genre.MANDAT,
                titre="Mandat de prélèvement SEPA",
                detail=f"Compte {mandat.iban_masque}"
                + (f", terminé le {en_lettres(mandat.fin)}" if mandat.fin else ""),
                foyer_id=mandat.foyer_id,
                lien_html=reverse("famille:mandat", args=[mandat.rum]),
                lien_pdf=reverse("famille:mandat_pdf", args=[mandat.rum]),
            )
            for mandat in lus.order_by("-signe_le", "-pk")[:combien]
        ]


def feuille_du_mandat(mandat: MandatSEPA) -> Feuille:
    return Feuille(
        titre="Mandat de prélèvement SEPA",
        reference=f"RUM {mandat.rum}",
        corps="famille/prelevement/papiers/mandat.html",
        page="famille/prelevement/mandat.html",
        fichier="mandat-de-prelevement",
        lien_html=reverse("famille:mandat", args=[mandat.rum]),
        lien_pdf=reverse("famille:mandat_pdf", args=[mandat.rum]),
        contexte={
            "mandat": mandat,
            "parties": [
                ("Créancier", noms_propres(mandat.creancier_nom, mandat.creancier_adresse)),
                ("Identifiant créancier SEPA (ICS)", mandat.ics),
                ("Titulaire du compte", noms_propres(mandat.titulaire_nom, *mandat.lignes_adresse)),
            ],
            "compte": _compte(mandat),
            "accord": _accord(mandat),
        },
    )


def _compte(mandat: MandatSEPA) -> list[tuple[str, str]]:
    bic = f"BIC {mandat.bic}" if mandat.bic else ""
    banque = ", ".join(filter(None, [mandat.banque, bic])) or "Banque à lire sur le RIB"
    return [
        ("Compte débité", f"{mandat.iban_masque}\n{banque}"),
        ("Services", mandat.services_couverts),
        ("Type de paiement", "Récurrent"),
    ]


def _accord(mandat: MandatSEPA) -> list[tuple[str, str]]:
    signataire = f", par {mandat.signe_par.get_full_name()}" if mandat.signe_par else ""
    fin = f", jusqu’au {en_lettres(mandat.fin)}" if mandat.fin else ""
    premier = mandat.premier_usage_le
    return [
        ("Accepté le", en_lettres(timezone.localdate(mandat.signe_le)) + signataire),
        ("En vigueur", f"depuis le {en_lettres(mandat.debut)}{fin}"),
        *([("Premier prélèvement", f"le {en_lettres(premier)}")] if premier else []),
    ]
