"""From a sentence to what it asks. One clause says days, an activity or a part of the day,
children; what it leaves unsaid is taken from its neighbours, and what none says is asked."""

from collections.abc import Iterator, Sequence
from datetime import date

from famille.socle.dire import JOURS, en_jour, en_lettres, enumerer

from .clauses import Clause, completer, en_clauses, exclus
from .jetons import Jeton, Maisonnee, Sorte, tous_les_enfants, un_mot
from .jours import Calcul, lire_les_jours
from .mots import LONGUEUR_MAX, MOTS_MAX, Mot, decouper
from .periode import selon_la_periode
from .voeux import Morceau, Phrase, Sauf, Voeu

_NE = ("ne", "n")
_NEGATIONS = (*_NE, "pas", "plus")


SE_RAVISE = (
    "« Mais » : écrivez en deux fois ce qui est annulé et ce qui ne l’est pas, pour que rien"
    " d’autre ne soit annulé."
)


def lire_une_phrase(texte: str, contexte: Maisonnee) -> Phrase:
    """Never an error: what is not understood is among the pieces, and nothing is asked for it."""
    texte = texte[:LONGUEUR_MAX]
    jetons = lire_les_jetons(decouper(texte), contexte)
    clauses = completer(en_clauses(jetons), contexte.fin)
    sauf = _sauf(jetons)
    voeux: list[Voeu] = []
    manques: list[str] = []
    for clause in clauses:
        manque = SE_RAVISE if _se_ravise(jetons) else clause.manque(contexte)
        if manque:
            manques.append(manque)
        else:
            voeux += clause.voeux(contexte, sauf, repete=bool(sauf.dates or sauf.plages))
    if not clauses and not manques:
        manques.append(
            "Dites quels jours et quelle activité, par exemple « lundi et jeudi cantine »."
        )
    laisse = _laisse(voeux, clauses, contexte)
    avis = (*_avis(clauses, sauf, contexte), *laisse) if voeux else ()
    hors = [jeton for clause in clauses for jeton in clause.hors]
    morceaux = tuple(_morceaux(texte, jetons, hors))
    dits = tuple(dict.fromkeys(manques))
    return Phrase(texte, morceaux, tuple(voeux), dits, avis, contredits=bool(hors))


def lire_des_jours(texte: str, contexte: Maisonnee) -> tuple[tuple[date, ...], list[str]]:
    """Days alone ("le 14 et du 4 au 8 janvier"): (the days, what is not understood)."""
    jetons = lire_les_jetons(decouper(texte), contexte)
    dates: set[date] = set()
    for jeton in jetons:
        dates |= jeton.dates
        if jeton.plage:
            debut, fin = jeton.plage
            dates |= {date.fromordinal(n) for n in range(debut.toordinal(), fin.toordinal() + 1)}
    permis = (Sorte.JOURS, Sorte.VIDE, Sorte.SEPARATEUR, Sorte.SAUF)
    lus = [
        jeton
        for jeton in jetons
        if jeton.sorte in permis and not (jeton.semaine and not jeton.dates)
    ]
    return tuple(sorted(dates)), [jeton.ecrit for jeton in jetons if jeton not in lus]


def lire_les_jetons(mots: Sequence[Mot], contexte: Maisonnee) -> list[Jeton]:
    """The words in their order, each in one Jeton."""
    calcul, n = Calcul(contexte.aujourdhui, contexte.fin), 0
    jetons: list[Jeton] = []
    while n < len(mots):
        jeton = _suivant(mots, n, calcul, contexte, jetons)
        jetons.append(jeton)
        n += len(jeton.mots)
    return selon_la_periode(jetons, set(map(id, exclus(jetons))), contexte)


def _suivant(
    mots: Sequence[Mot], n: int, calcul: Calcul, contexte: Maisonnee, avant: Sequence[Jeton]
) -> Jeton:
    reste = mots[n : n + 12]
    if combien := tous_les_enfants(reste, contexte):
        return Jeton(Sorte.ENFANT, tuple(reste[:combien]), enfants=frozenset(contexte.enfants))
    if reste[0].norme in _NEGATIONS:
        return Jeton(_negation(reste, avant), (reste[0],))
    lu = None if _prenom(reste[0], contexte) else lire_les_jours(reste, calcul)
    if lu:
        return Jeton(
            Sorte.JOURS, tuple(reste[: lu.nombre]), lu.semaine, lu.pluriel, lu.dates, lu.plage
        )
    if (jour := reste[0].nombre) and _apres_des_dates(avant):
        autre = calcul.jour_du_mois(jour)
        if autre:
            return Jeton(Sorte.JOURS, (reste[0],), dates=frozenset({autre}))
    return un_mot(reste[0], reste[1] if len(reste) > 1 else None, contexte)


def _negation(reste: Sequence[Mot], avant: Sequence[Jeton]) -> Sorte:
    """ "ne" alone says nothing; "pas de cantine" and "ne mange pas le 14" cancel; "pas le 14"
    leaves it out."""
    if reste[0].norme in _NE:
        return Sorte.VIDE
    for jeton in reversed(avant):
        if jeton.fort:
            break
        if jeton.mots[0].norme in _NE:
            return Sorte.ANNULER
    suivant = reste[1].norme if len(reste) > 1 else ""
    return Sorte.SAUF if suivant in ("le", "les", "du") else Sorte.ANNULER


def _prenom(mot: Mot, contexte: Maisonnee) -> bool:
    return mot.norme in contexte.prenoms


def _apres_des_dates(avant: Sequence[Jeton]) -> bool:
    """ "le 14, 15 et 21": a figure goes on a list of dates."""
    dits = [jeton for jeton in avant if jeton.sorte not in (Sorte.SEPARATEUR, Sorte.VIDE)]
    return bool(dits) and bool(dits[-1].dates)


def _sauf(jetons: Sequence[Jeton]) -> Sauf:
    semaine: set[int] = set()
    dates: set[date] = set()
    plages: list[tuple[date, date]] = []
    for jeton in exclus(jetons):
        semaine |= jeton.semaine
        dates |= jeton.dates
        if jeton.plage:
            plages.append(jeton.plage)
    return Sauf(frozenset(semaine), frozenset(dates), tuple(plages))


def _avis(clauses: Sequence[Clause], sauf: Sauf, contexte: Maisonnee) -> tuple[str, ...]:
    """What a parent should know of how it was read."""
    seuls = [
        jour
        for clause in clauses
        if not any(autre.plage or autre.pluriel for autre in clause.jours)
        for un in clause.jours
        if un.semaine and not un.pluriel
        for jour in sorted(un.semaine)
    ]
    exceptions = [en_jour(un, annee=True) for un in sorted(sauf.dates)] + [
        f"du {en_jour(debut)} au {en_jour(fin, annee=True)}" for debut, fin in sauf.plages
    ]
    avis = _dire_les_semaines(clauses, contexte)
    if seuls and not exceptions:
        avis.append(_dire_les_jours_seuls(seuls, contexte))
    elif seuls:
        nom = JOURS[seuls[0]]
        avis.append(f"Avec « sauf », « {nom} » est lu chaque semaine.")
    if exceptions:
        avis.append(f"« Sauf » retire, de toute la demande : {enumerer(exceptions)}.")
    return tuple(avis)


def _dire_les_jours_seuls(jours: Sequence[int], contexte: Maisonnee) -> str:
    calcul = Calcul(contexte.aujourdhui, contexte.fin)
    dits: list[str] = []
    for jour in dict.fromkeys(jours):
        le, nom = calcul.prochain(jour), JOURS[jour]
        quand = "aujourd’hui, le" if le == contexte.aujourdhui else f"le prochain {nom}, le"
        dits.append(f"« {nom if dits else nom.capitalize()} » est {quand} {_le(le)}")
    return f"{enumerer(dits)}. Pour chaque semaine, écrivez « tous les {JOURS[jours[0]]}s »."


def _le(jour: date) -> str:
    return en_lettres(jour, annee=False)


def _dire_les_semaines(clauses: Sequence[Clause], contexte: Maisonnee) -> list[str]:
    """From when to when is a week that is said without its dates; once this one is over, that it is
    the next that is read."""
    dites = {}
    for un in (un for clause in clauses for un in clause.plages):
        normes = [mot.norme for mot in un.mots]
        if not un.plage or "semaine" not in normes:
            continue
        debut, fin = un.plage
        celle = normes[-1] == "semaine" and debut > contexte.aujourdhui
        vient = " Celle-ci est finie : c’est la semaine qui vient." if celle else ""
        dates = f"du {en_jour(debut)} au {en_jour(fin, annee=True)}"
        dites[un.ecrit] = f"« {un.ecrit} » : {dates}.{vient}"
    return list(dites.values())


def _se_ravise(jetons: Sequence[Jeton]) -> bool:
    """ "ne vient pas lundi matin mais vient l’après-midi": what is cancelled, then what is not.
    Read in one breath, both would be cancelled."""
    rang = next((n for n, un in enumerate(jetons) if un.mots[0].norme == "mais"), len(jetons))
    avant, apres = (
        any(un.sorte == Sorte.ANNULER for un in siens) for siens in (jetons[:rang], jetons[rang:])
    )
    return rang < len(jetons) and avant and not apres


def _laisse(voeux: Sequence[Voeu], clauses: Sequence[Clause], contexte: Maisonnee) -> Iterator[str]:
    """Of a whole stretch of days, what it does not touch: "all the week" is easily heard as all
    that there is. What a clause names is spoken of, asked or not."""
    touchees = {pk for voeu in voeux for pk in voeu.activites}
    dites = touchees | {pk for clause in clauses for pk in clause.activites}
    parlees = {un.en_clair for un in contexte.activites if un.pk in dites}
    restent = dict.fromkeys(un.en_clair for un in contexte.activites if un.en_clair not in parlees)
    if restent and any(voeu.tous for voeu in voeux):
        liste = enumerer(restent)
        changent = "ne changent pas" if len(restent) > 1 else "ne change pas"
        yield (f"{liste[:1].upper()}{liste[1:]} {changent} : votre phrase n’en parle pas.")


def _morceaux(texte: str, jetons: Sequence[Jeton], hors: Sequence[Jeton]) -> Iterator[Morceau]:
    """The sentence as typed, what is not understood apart, and the days of no such month (`hors`);
    nothing of it is lost."""
    fin, bon, perdus = 0, "", {mot for jeton in hors for mot in jeton.mots}
    for jeton in jetons:
        if jeton.sorte != Sorte.INCONNU and jeton.mots[0] not in perdus:
            continue
        debut, apres = jeton.mots[0].debut, jeton.mots[-1].fin
        if debut > fin:
            yield Morceau(texte[fin:debut])
        yield Morceau(texte[debut:apres], compris=False)
        fin = apres
    reste = texte[fin:]
    if len(jetons) and sum(len(un.mots) for un in jetons) >= MOTS_MAX:
        lus = jetons[-1].mots[-1].fin
        if lus > fin:
            yield Morceau(texte[fin:lus])
        reste = texte[lus:]
        if reste:
            yield Morceau(reste, compris=False)
        return
    if reste:
        yield Morceau(reste + bon)
