"""Markets for the properties of the allocation: a few children, a few places."""

from dataclasses import replace
from itertools import permutations

from hypothesis import strategies as st

from reservations.regles.voeux.affectation import Demandeur, Lieu, Marche, PartDeVoeu

PLACES = ("a", "b", "c")


def marche(listes, capacites, rangs, occupe=None):
    """`rangs`: {place: children, the best placed first}; of "*", the same everywhere. As in the
    rules, where a rank ends with the child's own lot, no two children have one rank."""
    ordre = {
        (enfant, place): (f"{rang:03d}", enfant)
        for place in capacites
        for rang, enfant in enumerate(rangs.get(place) or rangs["*"])
    }
    lieux = {
        place: Lieu(combien, frozenset((occupe or {}).get(place, {place})))
        for place, combien in capacites.items()
    }
    return Marche(tuple(listes), lieux, lambda enfant, place: ordre[enfant, place])


def seul(enfant, places, maximum=1):
    return Demandeur(enfant, tuple((PartDeVoeu(enfant, place),) for place in places), maximum)


@st.composite
def marches(draw, *, enfants=4, commun=False, maximum=None, groupes=False, places=PLACES):
    """Each child asks for some places, in some order. `commun`: one order for all the places.
    `groupes`: the last children ask together, and may want all or nothing."""
    noms = [f"e{rang}" for rang in range(draw(st.integers(2, enfants)))]
    capacites = {place: draw(st.integers(0, 2)) for place in places}
    if commun:
        rangs = {"*": draw(st.permutations(noms))}
    else:
        rangs = {place: draw(st.permutations(noms)) for place in places}
    voulues = st.lists(st.sampled_from(places), unique=True, max_size=len(places))
    au_plus = st.just(maximum) if maximum else st.integers(1, len(places))
    ensemble = noms[-2:] if groupes and draw(st.booleans()) else []
    listes = [seul(nom, draw(voulues), draw(au_plus)) for nom in noms if nom not in ensemble]
    if ensemble:
        listes.append(ensemble_pour(ensemble, draw(voulues), draw(au_plus)))
    if groupes and draw(st.booleans()):
        listes[0] = en_bloc(listes[0])
    return marche(listes, capacites, rangs)


def ensemble_pour(enfants, places, maximum=1):
    return Demandeur(
        "+".join(enfants),
        tuple(tuple(PartDeVoeu(enfant, place) for enfant in enfants) for place in places),
        maximum,
    )


def en_bloc(liste):
    """The same places, all or none."""
    tout = tuple(part for choix in liste.choix for part in choix)
    return replace(liste, choix=(tout,) if tout else (), maximum=1)


def mensonges(liste, places=PLACES):
    """All the orders that the same list could give, true or not; as many parts, asked alike."""
    enfants = sorted({part.enfant for choix in liste.choix for part in choix})
    for longueur in range(len(places) + 1):
        for ordre in permutations(places, longueur):
            yield replace(
                liste,
                choix=tuple(tuple(PartDeVoeu(un, place) for un in enfants) for place in ordre),
            )
