"""Search over the public pages and the help, whatever the accents and the plurals."""

import re
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Page
from wagtail.search.query import PlainText, SearchQuery

from cms_pages.models import InformationPage
from cms_pages.socle.texte import mots, mots_utiles, racine
from famille.socle.texte import normaliser

LONGUEUR_MAX = 120  # characters of a question; more is not a question
EXTRAIT = 220  # characters of text around the first word found
RESULTATS_MAX = 200
_MOT = re.compile(r"[^\W_]+")
# A parent's words and ours: "mon enfant est malade" is told in the guide as an absence and its
# certificate. Each line is one idea; a word of it finds the others. Forms of one verb stand here
# too, for the index keeps the words as they are written.
_IDEES = """
annuler annule annulation decommander enlever supprimer retirer
changer change changement modifier corriger corrige
demenager demenagement adresse logement
malade maladie absence absent medical certificat justificatif docteur medecin fievre
payer paie paye paiement regler reglement facture
prelever prelevement iban rib banque
cantine repas restauration dejeuner midi
mercredi jour journee reservation reserver
vacances loisirs centre
garderie periscolaire accueil
reserver reserve reservation inscrire inscription
connecter connexion identifier entrer
code passe
oublie oublier perdu perdre
telephone portable sms
photo piece document scanner joindre envoyer
bebe naissance naitre
creche halte nourrice
prix tarif cout cher
mairie ville commune collectivite service pole
attente complet place
message ecrire ecris contacter contact question joindre
impot fiscale fiscal attestation
assurance attestation
allergie sante pai vaccin
separe separation divorce garde foyer
calendrier agenda planning
"""
_SYNONYMES: dict[str, set[str]] = {}
for _ligne in _IDEES.strip().splitlines():
    for _mot in mots(_ligne):
        _SYNONYMES.setdefault(_mot, set()).update(mots(_ligne))


def synonymes(terme: str) -> set[str]:
    """The other words for this one, both comparable (`cms_pages.socle.texte`)."""
    return _SYNONYMES.get(terme, set()) - {terme}


def chercher(question: str, accueil: Page) -> Any:
    """list[Page] (specific), best first: pages under `accueil` holding all the words, or others for
    them, else nearly, else one of them."""
    termes = mots_utiles(question[:LONGUEUR_MAX])
    if not termes:
        return []
    pages = Page.objects.descendant_of(accueil, inclusive=True).live().public().specific()
    dite = " ".join(termes)
    for essais in (
        (lambda: pages.search(dite, operator="and"), lambda: pages.search(_chacun(termes))),
        (lambda: pages.autocomplete(dite, operator="and"),),
        (lambda: pages.search(dite, operator="or"),),
    ):
        trouvees = {page.pk: page for essai in essais for page in essai()[:RESULTATS_MAX]}
        if trouvees:
            return _titres_d_abord(list(trouvees.values()), termes)
    return []


def mises_en_avant(question: str, accueil: Page) -> list[SearchPromotion]:
    """What the editors have chosen for these words, in their order: published pages under
    `accueil`, and links elsewhere. Accents, plurals and the order of the words do not matter.

    Which words are searched is kept nowhere (Wagtail could): a parent may type a name."""
    termes = sorted(mots_utiles(question[:LONGUEUR_MAX]))
    if not termes:
        return []
    publiques = Page.objects.descendant_of(accueil, inclusive=True).live().public()
    choix = SearchPromotion.objects.filter(Q(page=None) | Q(page__in=publiques))
    choix = choix.select_related("query", "page").order_by("query", "sort_order", "pk")
    return [un for un in choix if sorted(mots_utiles(un.query.query_string)) == termes]


def _chacun(termes: list[str]) -> SearchQuery:
    idees = ([terme, *sorted(synonymes(terme))] for terme in termes)
    return reduce(and_, (reduce(or_, map(PlainText, idee)) for idee in idees))


def _titres_d_abord(pages: list[Any], termes: list[str]) -> list[Any]:
    """The same pages, those whose title holds more of the words first, or others for them; the
    search's own order otherwise."""
    idees = [{terme, *synonymes(terme)} for terme in termes]

    def dits(page: Any) -> tuple[int, int]:
        titre = set(mots_utiles(page.title))
        return sum(not titre.isdisjoint(idee) for idee in idees), len(titre & set(termes))

    return sorted(pages, key=dits, reverse=True)


def extrait(page: InformationPage, question: str) -> SafeString:
    """The passage of the page where the words stand, each in <mark>; its beginning when none
    does."""
    texte = page.texte_complet().removeprefix(page.title).strip()
    termes = set(mots_utiles(question))
    termes |= {autre for terme in termes for autre in synonymes(terme)}
    premier = next((m.start() for m in _MOT.finditer(texte) if _est_un(m.group(), termes)), 0)
    debut = _debut_de_mot(texte, max(0, premier - EXTRAIT // 3))
    passage = (
        texte[debut : debut + EXTRAIT].rsplit(" ", 1)[0]
        if len(texte) > debut + EXTRAIT
        else texte[debut:]
    )
    return mark_safe(  # noqa: S308 - each piece is escaped in surligner
        ("… " if debut else "")
        + surligner(passage, termes)
        + (" …" if debut + len(passage) < len(texte) else "")
    )


def surligner(texte: str, termes: set[str]) -> SafeString:
    """The text escaped, the words of `termes` (comparable forms) in <mark>."""
    morceaux, fin = [], 0
    for mot in _MOT.finditer(texte):
        if _est_un(mot.group(), termes):
            morceaux += [escape(texte[fin : mot.start()]), "<mark>", escape(mot.group()), "</mark>"]
            fin = mot.end()
    morceaux.append(escape(texte[fin:]))
    return mark_safe("".join(morceaux))  # noqa: S308 - each piece is escaped


def _est_un(mot: str, termes: set[str]) -> bool:
    forme = racine(normaliser(mot))
    return forme in termes or any(len(terme) >= 4 and forme.startswith(terme) for terme in termes)


def _debut_de_mot(texte: str, position: int) -> int:
    return 0 if position == 0 else texte.find(" ", position) + 1
