"""From a sentence to what it asks. One clause says days, an activity or a part of the day,
children; what it leaves unsaid is taken from its neighbours, and what none says is asked."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from famille.socle.dire import JOURS, en_jour, en_lettres, enumerer

from .clauses import Clause, ce_qui_est_exclu, completer, en_clauses, exclus, groupes_exclus, lies
from .jetons import Jeton, Maisonnee, Partie, Sorte, tous_les_enfants, un_mot, une_personne
from .jours import Calcul, lire_les_jours
from .mots import LONGUEUR_MAX, MOTS_MAX, VERBES_ANNULER, VERBES_RESERVER, Mot, decouper
from .periode import jours_de, selon_la_periode
from .voeux import Morceau, Phrase, Sauf, Voeu

_NE = ("ne", "n")
_NEGATIONS = (*_NE, "pas", "plus", "ni")


SE_RAVISE = (
    "« Mais » : écrivez en deux fois ce qui est annulé et ce qui ne l’est pas, pour que rien"
    " d’autre ne soit annulé."
)


def lire_une_phrase(texte: str, contexte: Maisonnee) -> Phrase:
    """Never an error: what is not understood is among the pieces, and nothing is asked for it."""
    texte = texte[:LONGUEUR_MAX]
    jetons = lire_les_jetons(decouper(texte), contexte)
    clauses = completer(en_clauses(jetons), contexte)
    sauf = _sauf(jetons, contexte)
    annulees = list(_annulees(jetons))
    for clause in clauses:
        debuts = [un.mots[0].debut for un in (*clause.quoi, *clause.jours)]
        clause.annuler |= any(debut in annulees for debut in debuts)
        clause.sauf_activites = sauf.activites
    voeux: list[Voeu] = []
    manques: list[str] = []
    comme = any(un.sorte == Sorte.COMME for un in jetons)
    if comme:
        voeux, clauses = _comme(jetons, clauses, contexte, sauf), []
        manques += [] if voeux else [RIEN_LA_SEMAINE_DERNIERE]
    manques += _dire_de_qui(jetons, contexte)
    for clause in clauses:
        manque = SE_RAVISE if _se_ravise(jetons) else clause.manque(contexte)
        if manque:
            manques.append(manque)
        else:
            voeux += clause.voeux(contexte, sauf, repete=bool(sauf.dates or sauf.plages))
    manques += _sauf_a_preciser(jetons)
    if any(un.sorte == Sorte.QUI for un in jetons):
        voeux = []
    voeux = [un for un in dict.fromkeys(voeux) if un.enfants and un.activites]
    if not voeux and not manques:
        manques.append(
            "Dites quels jours et quelle activité, par exemple « lundi et jeudi cantine »."
        )
    laisse = _laisse(voeux, clauses, sauf, contexte)
    lus = (*_avis(clauses, sauf, contexte), *_dire_les_heures(jetons), *laisse)
    avis = lus if voeux else ()
    hors = [jeton for clause in clauses for jeton in clause.hors]
    avis += (_dire_comme(voeux[0]),) if comme and voeux else ()
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
    calcul, n = contexte.calcul, 0
    jetons: list[Jeton] = []
    while n < len(mots):
        jeton = _suivant(mots, n, calcul, contexte, jetons)
        jetons.append(jeton)
        n += len(jeton.mots)
    jetons = [
        replace(un, sorte=Sorte.INCONNU)
        if un.sorte == Sorte.SAUF and not ce_qui_est_exclu(jetons[rang + 1 :])
        else un
        for rang, un in enumerate(jetons)
    ]
    jetons = _tout(jetons, contexte)
    return selon_la_periode(jetons, set(map(id, exclus(jetons))), contexte)


def _suivant(
    mots: Sequence[Mot], n: int, calcul: Calcul, contexte: Maisonnee, avant: Sequence[Jeton]
) -> Jeton:
    reste = mots[n : n + 12]
    if combien := tous_les_enfants(reste, contexte):
        return Jeton(Sorte.ENFANT, tuple(reste[:combien]), enfants=frozenset(contexte.enfants))
    if dit := _expression(reste, contexte):
        return dit
    if reste[0].norme in _NEGATIONS:
        return Jeton(_negation(reste, avant, calcul), (reste[0],))
    if personne := une_personne(reste, avant, contexte):
        return personne
    # "la semaine avant Noël" is not all the days before Christmas
    semaine = reste[0].norme in ("avant", "apres") and avant and avant[-1].ecrit == "semaine"
    lu = None if semaine or reste[0].norme in contexte.prenoms else lire_les_jours(reste, calcul)
    if lu:
        mots = tuple(reste[: lu.nombre])
        return Jeton(Sorte.JOURS, mots, lu.semaine, lu.pluriel, lu.dates, lu.plage, lu.rythme)
    if reste[0].norme in ("un", "une") and len(reste) > 1 and lire_les_jours(reste[1:2], calcul):
        return Jeton(Sorte.INCONNU, (reste[0],))  # "un lundi": which?
    if (jour := reste[0].nombre) and _apres_des_dates(avant):
        autre = calcul.jour_du_mois(jour)
        if autre:
            return Jeton(Sorte.JOURS, (reste[0],), dates=frozenset({autre}))
    return un_mot(reste[0], reste[1] if len(reste) > 1 else None, contexte)


_AVANT_L_HEURE = frozenset(
    ["de", "a", "vers", "entre", "avant", "des", "jusqu", "jusque", "partir", "apres"]
)


def _expression(reste: Sequence[Mot], contexte: Maisonnee) -> Jeton | None:
    """Several words that are one thing: hours, "bonne journée", "comme la semaine dernière"."""
    normes = [mot.norme for mot in reste]
    if normes[0] in ("bonne", "belle") and len(reste) > 1:
        return Jeton(Sorte.VIDE, tuple(reste[:2]))
    if normes[0] in ("comme", "pareil", "idem", "meme"):
        fin = next((n for n in range(1, 6) if normes[n - 1 : n + 1] == ["semaine", "derniere"]), 0)
        return Jeton(Sorte.COMME, tuple(reste[: fin + 1])) if fin else None
    if normes[0] == "tout":
        return Jeton(Sorte.VIDE if _ARTICLES & set(normes[1:2]) else Sorte.TOUT, tuple(reste[:1]))
    if normes[:2] in (["avant", "l"], ["apres", "l"], ["apres", "la"], ["avant", "la"]):
        partie = Partie.MATIN if normes[0] == "avant" else Partie.SOIR
        if normes[2:3] in (["ecole"], ["classe"]):
            return Jeton(Sorte.PARTIE, tuple(reste[:3]), partie=partie)
    return _heures(reste)


_ARTICLES = frozenset({"le", "la", "les", "l", "ce", "mon", "ma", "mes"})


def _heures(reste: Sequence[Mot]) -> Jeton | None:
    """ "à 17 h 30", "de 7h30 à 8h30": a part of the day, and never a day; noon is none."""
    n = 0
    while n < len(reste) and n < 3 and reste[n].norme in _AVANT_L_HEURE:
        n += 1
    debut = reste[n].heure if n < len(reste) else None
    if debut is None:
        return None
    fin, suite = debut, n + 1
    while suite < len(reste) and reste[suite].norme in ("a", "et", "jusqu"):
        suite += 1
    if suite > n + 1 and suite < len(reste) and (autre := reste[suite].heure) is not None:
        fin, n = autre, suite
    mots = tuple(reste[: n + 1])
    if debut < MIDI:
        partie = Partie.JOURNEE if fin >= SORTIE else Partie.MATIN
    elif debut < SORTIE:
        partie = Partie.APRES_MIDI
    else:
        partie = Partie.SOIR
    if debut == fin and MIDI <= debut < SORTIE:
        return Jeton(Sorte.INCONNU, mots)
    return Jeton(Sorte.PARTIE, mots, partie=partie)


MIDI, SORTIE = 11, 15  # hours


def _tout(jetons: Sequence[Jeton], contexte: Maisonnee) -> list[Jeton]:
    """ "Tout", where no other day is said, is of this week."""
    ecartes = set(map(id, exclus(jetons)))
    dits = any(un.sorte == Sorte.JOURS and id(un) not in ecartes for un in jetons)
    semaine = replace(Jeton(Sorte.JOURS, ()), plage=contexte.calcul.cette_semaine())
    vide = Jeton(Sorte.VIDE, ())
    return [
        replace(vide if dits else semaine, mots=un.mots) if un.sorte == Sorte.TOUT else un
        for un in jetons
    ]


RIEN_LA_SEMAINE_DERNIERE = (
    "Rien n’était réservé la semaine dernière : dites quels jours et quelle activité."
)


def _comme(
    jetons: Sequence[Jeton], clauses: Sequence[Clause], contexte: Maisonnee, sauf: Sauf
) -> list[Voeu]:
    """What was booked last week, again: this week, or the one that is said; of the children and of
    the activities that are named."""
    plages = [plage for clause in clauses for un in clause.jours if (plage := un.plage)]
    debut, fin = plages[0] if plages else contexte.calcul.cette_semaine()
    enfants = {pk for un in jetons for pk in un.enfants} - sauf.enfants
    activites = {pk for clause in clauses for pk in clause.activites}
    jours = {jour for clause in clauses for un in clause.jours for jour in un.semaine}
    return [
        Voeu(
            enfants=frozenset({une.enfant}) - sauf.enfants,
            activites=frozenset({une.activite}) - sauf.activites,
            parties=frozenset({une.partie} if une.partie else ()),
            semaine=frozenset({une.jour}),
            debut=debut,
            fin=fin,
            sauf=sauf,
        )
        for une in contexte.habitudes
        if (not enfants or une.enfant in enfants)
        and (not activites or une.activite in activites)
        and (not jours or une.jour in jours)
    ]


def _annulees(jetons: Sequence[Jeton]) -> Iterator[int]:
    """Where the words stand that one "annuler", first or last, is said of."""
    durs = [n for n, un in enumerate(jetons) if un.fort and un.ecrit not in (",", "puis")]
    for debut, fin in itertools.pairwise([-1, *durs, len(jetons)]):
        part = jetons[debut + 1 : fin]
        pesent = [un for un in part if un.sorte not in (Sorte.VIDE, Sorte.SEPARATEUR, Sorte.POUR)]
        bouts = [un.mots[0].norme for un in (*pesent[:1], *pesent[-1:])]
        reserve = any(un.mots[0].norme.startswith(VERBES_RESERVER) for un in part)
        if not reserve and any(mot.startswith(VERBES_ANNULER) for mot in bouts):
            yield from (un.mots[0].debut for un in part)


def _sauf_a_preciser(jetons: Sequence[Jeton]) -> Iterator[str]:
    """ "Tout sauf la cantine lundi": all of Monday but the canteen, or all but Monday's?"""
    for groupe in groupes_exclus(jetons):
        rang = next(n for n, un in enumerate(jetons) if un is groupe[-1])
        suite = jetons[rang + 1 : rang + 3]
        apres = next((un for un in suite if un.sorte != Sorte.VIDE), None)
        autres = any(un.sorte == Sorte.JOURS for un in jetons[:rang])
        if groupe[0].sorte != Sorte.JOURS and apres and apres.sorte == Sorte.JOURS and not autres:
            dits = f"« sauf {groupe[0].ecrit} {apres.ecrit} »"
            yield f"{dits} peut se lire de deux façons : écrivez le jour au début de la phrase."


def _dire_les_heures(jetons: Sequence[Jeton]) -> list[str]:
    """That an hour is read as a part of the day: none is booked."""
    dits = [
        f"« {un.ecrit} » est lu « {un.partie} »"
        for un in jetons
        if un.partie and any(mot.heure is not None for mot in un.mots)
    ]
    return [f"Les heures ne se réservent pas : {enumerer(dits)}."] if dits else []


def _dire_comme(voeu: Voeu) -> str:
    dates = f"du {en_jour(voeu.debut)} au {en_jour(voeu.fin, annee=True)}"
    return f"Ce qui était réservé la semaine dernière est proposé {dates}."


def _dire_de_qui(jetons: Sequence[Jeton], contexte: Maisonnee) -> list[str]:
    """Of "ma fille", where several children may be meant: the first name is asked."""
    dits = [f"« {un.ecrit} »" for un in jetons if un.sorte == Sorte.QUI]
    if not dits:
        return []
    prenoms = " ou ".join(contexte.enfants.values())
    return [f"De qui parlez-vous avec {enumerer(dits)} ? Écrivez le prénom : {prenoms}."]


def _negation(reste: Sequence[Mot], avant: Sequence[Jeton], calcul: Calcul) -> Sorte:
    """ "ne" alone says nothing; "pas de cantine" and "ne mange pas le 14" cancel; "cantine jeudi,
    pas le 14" leaves it out; "en plus" is not read."""
    if reste[0].norme in _NE:
        return Sorte.VIDE
    for jeton in reversed(avant):
        if jeton.fort:
            break
        if jeton.mots[0].norme in _NE:
            return Sorte.ANNULER
    suivant = reste[1].norme if len(reste) > 1 else ""
    if reste[0].norme == "ni":
        return Sorte.VIDE
    if reste[0].norme == "plus" and (suivant != "de" or (avant and avant[-1].ecrit == "en")):
        return Sorte.INCONNU
    dits = any(un.sorte in (Sorte.JOURS, Sorte.ACTIVITE) for un in avant)
    jour = dits and reste[1:] and lire_les_jours(reste[1:], calcul)
    return Sorte.SAUF if jour or suivant in ("le", "les", "du") else Sorte.ANNULER


def _apres_des_dates(avant: Sequence[Jeton]) -> bool:
    """ "le 14, 15 et 21": a figure goes on a list of dates."""
    dits = [jeton for jeton in avant if jeton.sorte not in (Sorte.SEPARATEUR, Sorte.VIDE)]
    return bool(dits) and bool(dits[-1].dates)


def _sauf(jetons: Sequence[Jeton], contexte: Maisonnee) -> Sauf:
    semaine: set[int] = set()
    dates: set[date] = set()
    plages: list[tuple[date, date]] = []
    activites: set[int] = set()
    enfants: set[int] = set()
    for groupe in groupes_exclus(jetons):
        lus = [un for un in exclus(jetons) if un in groupe]
        for avant, jeton in zip([None, *lus], lus, strict=False):
            activites |= jeton.activites
            enfants |= jeton.enfants
            if avant and avant.semaine and jeton.plage and lies(groupe, avant, jeton):
                semaine -= avant.semaine  # "toute l’année sauf le mercredi en janvier"
                jours = jours_de([jeton.plage], [jeton.plage])
                dates |= {un for un in jours if un.weekday() in avant.semaine}
                continue
            semaine |= jeton.semaine
            dates |= jeton.dates
            if avant and avant.plage and jeton.plage and lies(groupe, avant, jeton):
                debut, fin = jeton.plage
                plages = [(max(du, debut), min(au, fin)) for du, au in plages]
                continue
            if jeton.plage and jeton.mots[-1].norme == "vacances":  # all of them
                plages += [(debut, fin) for _nom, debut, fin in contexte.calcul.vacances_a_venir()]
            elif jeton.plage:
                plages.append(jeton.plage)
    return Sauf(
        frozenset(semaine),
        frozenset(dates),
        tuple(plages),
        frozenset(activites),
        frozenset(enfants),
    )


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
    calcul = contexte.calcul
    dits: list[str] = []
    for jour in dict.fromkeys(jours):
        le, nom = calcul.prochain(jour), JOURS[jour]
        quand = "aujourd’hui, le" if le == contexte.aujourdhui else f"le prochain {nom}, le"
        dits.append(
            f"« {nom if dits else nom.capitalize()} » est {quand} {en_lettres(le, annee=False)}"
        )
    return f"{enumerer(dits)}. Pour chaque semaine, écrivez « tous les {JOURS[jours[0]]}s »."


def _dire_les_semaines(clauses: Sequence[Clause], contexte: Maisonnee) -> list[str]:
    """From when to when is a week that is said without its dates; once this one is over, that it is
    the next that is read."""
    dites = {}
    for un in (un for clause in clauses for un in clause.plages):
        normes = un.normes
        if not un.plage or not {"semaine", "tout"} & set(normes):
            continue
        debut, fin = un.plage
        celle = normes[-1] in ("semaine", "tout") and debut > contexte.aujourdhui
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


def _laisse(
    voeux: Sequence[Voeu], clauses: Sequence[Clause], sauf: Sauf, contexte: Maisonnee
) -> Iterator[str]:
    """Of a whole stretch of days, what it does not touch: "all the week" is easily heard as all
    that there is. What a clause names is spoken of, asked or not."""
    touchees = {pk for voeu in voeux for pk in voeu.activites} | sauf.activites
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
    fin, perdus = 0, {mot for jeton in hors for mot in jeton.mots}
    for jeton in jetons:
        if jeton.sorte not in (Sorte.INCONNU, Sorte.QUI) and jeton.mots[0] not in perdus:
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
        yield Morceau(reste)
