"""Which debts go together in a titre, and how a sum is shared out."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from decimal import Decimal

SEUIL = Decimal("15.00")  # below it no titre is issued: CGCT L1611-5 and D1611-1


def grouper[Dette](
    dettes: Iterable[Dette],
    montant: Callable[[Dette], Decimal],
    debiteur: Callable[[Dette], Hashable],
) -> tuple[list[list[Dette]], list[Dette]]:
    """(the debts of each titre, those that wait): one of SEUIL and more is a titre by itself; the
    smaller ones of a debtor make one together as soon as they reach it."""
    titres, petites = [], defaultdict(list)
    for dette in dettes:
        if montant(dette) >= SEUIL:
            titres.append([dette])
        else:
            petites[debiteur(dette)].append(dette)
    attendent: list[Dette] = []
    for siennes in petites.values():
        assez = sum(map(montant, siennes), Decimal()) >= SEUIL
        if assez:
            titres.append(siennes)
        else:
            attendent += siennes
    return titres, attendent


def repartir(somme: Decimal, parts: Sequence[Decimal]) -> list[Decimal]:
    """`somme` shared out as `parts` are to each other, in whole cents; they sum to `somme`.

    >>> repartir(Decimal("10.00"), [Decimal(1), Decimal(1), Decimal(1)])
    [Decimal('3.34'), Decimal('3.33'), Decimal('3.33')]
    """
    total, cents = sum(parts, Decimal()), int(somme * 100)
    exactes = [cents * part / total for part in parts]
    entieres = [int(exacte) for exacte in exactes]
    par_reste = sorted(range(len(parts)), key=lambda rang: entieres[rang] - exactes[rang])
    for rang in par_reste[: cents - sum(entieres)]:
        entieres[rang] += 1
    return [Decimal(part) / 100 for part in entieres]
