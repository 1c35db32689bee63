"""Lines of drafts, and numbers of invoices, written hundreds of thousands at once."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import attrgetter

from django.db import connection

from famille.models import Facture, LigneFacture, PartPayeur
from famille.regles.montants import ZERO

_CLE = ("pk", "facture", "source")
PAR_LOT = 500  # rows of one statement
MONTANTS = ("montant", "dont_absence", "dont_repas")
COMMUNS = (
    *("enfant_nom", "jour", "libelle", "service", "nature", "quantite", "prix_unitaire"),
    *(*MONTANTS, "calcul"),
)


@dataclass(frozen=True)
class LigneAFacturer:
    """The fields of LigneFacture, by the same names. `enfant`: key of the Enfant, or None. `parts`:
    (key of the DroitPayeur, day → euros), what others pay, taken off its `montant`."""

    jour: date
    libelle: str
    service: str
    montant: Decimal
    prix_unitaire: Decimal
    enfant: int | None = None
    enfant_nom: str = ""
    nature: str = LigneFacture.Nature.GARDE
    quantite: Decimal = Decimal(1)
    dont_absence: Decimal = Decimal(0)
    dont_repas: Decimal = Decimal(0)
    calcul: dict = field(default_factory=dict)
    source: str = ""
    parts: Sequence[tuple[int, Mapping[date, Decimal]]] = ()


def inserer_lignes(lignes: Sequence[tuple[int, LigneAFacturer]]) -> None:
    """Write these: (key of the draft, line). PostgreSQL is given them by COPY, in a fifth of the
    time. IntegrityError: one bills what another invoice bills already."""
    if connection.vendor == "postgresql":
        _copier(lignes)
    else:
        LigneFacture.objects.bulk_create(
            (
                LigneFacture(
                    facture_id=facture,
                    enfant_id=ligne.enfant,
                    source=ligne.source,
                    **{nom: getattr(ligne, nom) for nom in COMMUNS},
                )
                for facture, ligne in lignes
            ),
            batch_size=PAR_LOT,
        )
    _inserer_les_parts(lignes)


def _inserer_les_parts(lignes: Sequence[tuple[int, LigneAFacturer]]) -> None:
    """Write the payers' parts of the few lines that have some; else no query."""
    parts = {(facture, ligne.source): ligne.parts for facture, ligne in lignes if ligne.parts}
    if not parts:
        return
    ecrites = LigneFacture.objects.filter(
        facture__in={facture for facture, _source in parts},
        source__in={source for _facture, source in parts},
    )
    cles = {(facture, source): pk for pk, facture, source in ecrites.values_list(*_CLE)}
    PartPayeur.objects.bulk_create(
        (
            PartPayeur(
                ligne_id=cles[cle],
                droit_id=droit,
                montant=sum(montants.values(), ZERO),
                dates={jour.isoformat(): str(montant) for jour, montant in montants.items()},
            )
            for cle, siennes in parts.items()
            for droit, montants in siennes
        ),
        batch_size=PAR_LOT,
    )


def _copier(lignes: Iterable[tuple[int, LigneAFacturer]]) -> None:
    colonnes = ", ".join(("facture_id", "enfant_id", "source", "corrigee", *COMMUNS))
    lire = attrgetter(*COMMUNS[:-1])  # all but `calcul`
    requete = f"COPY {LigneFacture._meta.db_table} ({colonnes}) FROM STDIN"
    # a computation serves many lines; kept with its text, so that its id stays its own
    textes: dict[int, tuple[dict, str]] = {}
    with (
        connection.cursor() as curseur,
        connection.wrap_database_errors,
        curseur.copy(requete) as copie,
    ):
        for facture, ligne in lignes:
            calcul = ligne.calcul
            if id(calcul) not in textes:
                textes[id(calcul)] = calcul, json.dumps(calcul)
            communs = (str(un) if isinstance(un, str) else un for un in lire(ligne))
            copie.write_row(
                (facture, ligne.enfant, ligne.source, False, *communs, textes[id(calcul)][1])
            )


_PUBLIES = ("etat", "publiee_par", "emise_le", "echeance", "numero", "destinataire")


def ecrire_la_publication(factures: Iterable[Facture]) -> None:
    """Write what publishing sets on these invoices: one short statement each, prepared once; a
    `bulk_update` of the same columns was measured three times slower."""
    champs = [champ for champ in Facture._meta.concrete_fields if champ.name in _PUBLIES]
    fixe = ", ".join(f"{champ.column} = %s" for champ in champs)
    # names of the model's own columns, no value
    requete = f"UPDATE {Facture._meta.db_table} SET {fixe} WHERE id = %s"  # noqa: S608
    champs.append(Facture._meta.pk)
    lignes = [
        [champ.get_db_prep_save(getattr(facture, champ.attname), connection) for champ in champs]
        for facture in factures
    ]
    with connection.cursor() as curseur:
        curseur.executemany(requete, lignes)
