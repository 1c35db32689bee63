"""What a grid must be before it is saved, in the sentences that the agent reads. No database, no
Django.

D17: code de l'éducation, article R531-53: the price of a school meal, whatever its modulation,
never exceeds its cost per user. Each fault names its field, or None, and the rank of its bracket in
the form, or None.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from famille.socle.dire import centimes_en_euros, en_nombre
from famille.socle.ville import perimetre
from reservations.regles.tarifs import Tranche

from .juge import Unite, UniteComptee
from .reductions.calcul import POURCENT, Reduction
from .reductions.genres import tous
from .tarifs import TAUX, Grille, prix_extremes

CHAMPS_DU_TAUX = ("taux", "plancher", "plafond")
POURCENT_MAX = Decimal(100)
SANS_QUOTIENT = (
    "Le prix d’une crèche suit le barème national (PSU), d’après les ressources, et non le quotient"
    " familial : voyez « Barèmes de crèche »."
)


@dataclass(frozen=True)
class FauteGrille:
    """`rang`: of the bracket, or of the row of reductions when `de` says so."""

    phrase: str
    champ: str | None = None
    rang: int | None = None
    de: str = "tranches"


def controler(
    grille: Grille, *, restauration: bool, cout_de_revient: Decimal | None, psu: bool = False
) -> list[FauteGrille]:
    """Every reason why this grid cannot be saved; the brackets are taken in the order of
    `grille.tranches`. `psu`: of a care that the CAF pays by its national scale."""
    au_quotient = grille.mode == TAUX or len(grille.tranches) > 1
    fautes = [FauteGrille(SANS_QUOTIENT)] if psu and au_quotient else []
    fautes += [*_champs(grille), *_reductions(grille)]
    fautes += _taux(grille) if grille.mode == TAUX else _tranches(grille)
    if not fautes:
        fautes += _cout(grille, restauration, cout_de_revient)
    return fautes


def _champs(grille: Grille) -> Iterator[FauteGrille]:
    if grille.fin and grille.fin < grille.debut:
        yield FauteGrille(
            "La grille se termine avant d’avoir commencé : corrigez l’une des deux dates.", "fin"
        )
    if grille.hors_commune < 0:
        yield FauteGrille(
            "Une majoration ne peut pas être négative : laissez 0 s’il n’y en a pas.",
            "hors_commune",
        )
    if grille.sans_reservation < 0:
        yield FauteGrille("Un supplément ne peut pas être négatif.", "sans_reservation")
    if not 0 <= grille.part_repas <= POURCENT_MAX:
        yield FauteGrille("La part du repas va de 0 à 100 % du prix.", "part_repas")
    if grille.retard_au_quart and grille.retard_forfait:
        yield FauteGrille(
            "Un retard se paie par quart d’heure ou au forfait : videz l’une des deux cases.",
            "retard_forfait",
        )


def _reductions(grille: Grille) -> Iterator[FauteGrille]:
    vues = set()
    for rang, une in enumerate(grille.reductions):
        for champ, phrase in fautes_de_reduction(une):
            yield FauteGrille(phrase, champ, rang, "reductions")
        if (une.genre, une.seuil) in vues:
            yield FauteGrille(
                "Cette réduction est déjà dans la grille : gardez-en une.",
                "seuil",
                rang,
                "reductions",
            )
        vues.add((une.genre, une.seuil))


def fautes_de_reduction(reduction: Reduction) -> Iterator[tuple[str, str]]:
    """(field, sentence) of what this row may not say, in a grid or granted."""
    genre = tous()[reduction.genre]
    bas, haut = genre.bornes
    if not bas <= reduction.seuil <= haut:
        yield (
            "seuil",
            f"Indiquez un nombre de {bas} à {haut} : {genre.seuil}."
            if genre.seuil
            else "Cette réduction n’a pas de condition : laissez 0.",
        )
    if reduction.valeur <= 0:
        yield "valeur", "Une réduction est plus grande que zéro."
    elif reduction.mesure == POURCENT and reduction.valeur > POURCENT_MAX:
        yield "valeur", "Une réduction en pourcentage va jusqu’à 100 %."


def _taux(grille: Grille) -> Iterator[FauteGrille]:
    manquants = [champ for champ in CHAMPS_DU_TAUX if getattr(grille, champ) is None]
    for champ in manquants:
        yield FauteGrille(
            "Donnez le taux, le plancher et le plafond : sans eux, une famille n’aurait pas de"
            " prix.",
            champ,
        )
    for champ in CHAMPS_DU_TAUX:
        if (getattr(grille, champ) or 0) < 0:
            yield FauteGrille("Cette valeur ne peut pas être négative.", champ)
    if grille.tranches:
        yield FauteGrille(
            "Cette grille est calculée au taux : retirez ses tranches, ou choisissez « Par"
            " tranches ».",
            "mode",
        )
    bas, haut = grille.plancher, grille.plafond
    if not manquants and bas is not None and haut is not None and bas > haut:
        yield FauteGrille(
            f"Le plancher ({_euros(bas)}) dépasse le plafond ({_euros(haut)})"
            " : corrigez l’un des deux.",
            "plancher",
        )


def _tranches(grille: Grille) -> Iterator[FauteGrille]:
    for champ in CHAMPS_DU_TAUX:
        if getattr(grille, champ) is not None:
            yield FauteGrille(
                "Ne sert qu’au mode « Quotient × taux » : videz cette case, ou changez de mode.",
                champ,
            )
    if not grille.tranches:
        yield FauteGrille(
            "Ajoutez au moins une tranche : sans elle, aucune famille n’aurait de prix."
        )
        return
    yield from _bornes(grille.tranches)
    for rang, tranche in enumerate(grille.tranches):
        if tranche.prix < 0:
            yield FauteGrille("Un prix ne peut pas être négatif.", "prix", rang)
        if tranche.prix_hors_commune is not None and tranche.prix_hors_commune < tranche.prix:
            yield FauteGrille(
                f"Ce prix est inférieur à celui des familles {perimetre().du} : corrigez l’un des"
                " deux.",
                "prix_hors_commune",
                rang,
            )
    yield from _progression(grille)


def _bornes(tranches: tuple[Tranche, ...]) -> Iterator[FauteGrille]:
    """One open end, and no two brackets for the same quotient: nobody is left without a price,
    nobody has two."""
    ouvertes = [rang for rang, tranche in enumerate(tranches) if tranche.jusqua is None]
    derniere = tranches[-1].jusqua
    if derniere is not None:  # the open end comes last (Grille)
        yield FauteGrille(
            f"Au-delà d’un quotient de {en_nombre(derniere)}, il n’y a pas de prix :"
            " ajoutez une tranche dont la case « quotient jusqu’à » est vide.",
            "jusqua",
            len(tranches) - 1,
        )
    for rang in ouvertes[1:]:
        yield FauteGrille(
            "Une seule tranche peut être sans limite : donnez la limite de celle-ci.",
            "jusqua",
            rang,
        )
    vues = set()
    for rang, tranche in enumerate(tranches):
        if tranche.jusqua is not None and tranche.jusqua < 0:
            yield FauteGrille("Un quotient ne peut pas être négatif.", "jusqua", rang)
        if tranche.jusqua is not None and tranche.jusqua in vues:
            jusqua = en_nombre(tranche.jusqua)
            yield FauteGrille(
                f"Deux tranches s’arrêtent au quotient {jusqua} : gardez-en une.",
                "jusqua",
                rang,
            )
        vues.add(tranche.jusqua)


def _progression(grille: Grille) -> Iterator[FauteGrille]:
    """Faults: a higher income that pays less, in the agglomeration or outside it."""
    for rang, (basse, haute) in enumerate(
        zip(grille.tranches, grille.tranches[1:], strict=False), start=1
    ):
        if basse.jusqua is None:
            continue  # two open ends: said already
        if haute.prix < basse.prix:
            yield FauteGrille(
                f"Au-dessus d’un quotient de {en_nombre(basse.jusqua)}, le prix baisse"
                f" ({_euros(basse.prix)} puis {_euros(haute.prix)}) : qui gagne plus ne peut pas"
                " payer moins. Vérifiez les prix et leurs limites.",
                "prix",
                rang,
            )
        elif _dehors(grille, haute) < _dehors(grille, basse):
            yield FauteGrille(
                f"Au-dessus d’un quotient de {en_nombre(basse.jusqua)}, le prix hors"
                f" {perimetre().nom} baisse ({_euros(_dehors(grille, basse))} puis"
                f" {_euros(_dehors(grille, haute))}) : corrigez l’un des deux.",
                "prix_hors_commune",
                rang,
            )


def _dehors(grille: Grille, tranche: Tranche) -> Decimal:
    if tranche.prix_hors_commune is not None:
        return tranche.prix_hors_commune
    return tranche.prix * (100 + grille.hors_commune) / 100


def _cout(grille: Grille, restauration: bool, cout: Decimal | None) -> Iterator[FauteGrille]:
    """D17."""
    if cout is not None and cout < 0:
        yield FauteGrille("Un coût ne peut pas être négatif.", "cout_de_revient")
        return
    if not restauration:
        return
    if cout is None:
        yield FauteGrille(
            "Donnez le coût par usager : un tarif de restauration scolaire ne peut pas le dépasser "
            "(code de l’éducation, article R531-53).",
            "cout_de_revient",
        )
    elif (haut := prix_extremes(grille)[1] + grille.sans_reservation * 100) > cout * 100:
        yield FauteGrille(_trop_cher(grille, round(haut), cout))


def _trop_cher(grille: Grille, haut: int, cout: Decimal) -> str:
    if grille.mode == TAUX and grille.plafond is not None:
        dedans = grille.plafond * 100
    else:
        dedans = max(tranche.prix for tranche in grille.tranches) * 100
    majore = f" hors {perimetre().du}" if prix_extremes(grille)[1] > dedans else ""
    supplement, quoi = "", "les prix ou la majoration"
    if grille.sans_reservation:
        supplement = ", supplément sans réservation compris,"
        quoi = "les prix, la majoration ou le supplément"
    return (
        f"Le prix le plus élevé{majore}{supplement} serait de {centimes_en_euros(haut)}, pour un"
        f" coût par usager de {_euros(cout)}. Un tarif de restauration scolaire ne peut pas le"
        " dépasser, majoration comprise (code de l’éducation, article R531-53) : baissez"
        f" {quoi}."
    )


def _euros(montant: Decimal) -> str:
    return centimes_en_euros(round(montant * 100))


def unites_possibles(
    unite_scolaire: str, unite_vacances: str, unite_comptee: str = ""
) -> set[Unite | UniteComptee]:
    """The units whose grid an activity can use: the one it is counted by, be it booked or not; else
    those it is booked by and their parts (reservations.tarifs.prix)."""
    if unite_comptee:
        return {UniteComptee(unite_comptee)}
    unites: set[Unite | UniteComptee] = {
        Unite(unite) for unite in (unite_scolaire, unite_vacances) if unite
    }
    if Unite.SEMAINE in unites:
        unites.add(Unite.JOURNEE)
    elif Unite.JOURNEE in unites:
        unites.add(Unite.DEMI_JOURNEE)
    return unites
