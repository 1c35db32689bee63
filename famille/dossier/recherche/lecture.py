"""What answers to one search: what bears that number, or the families."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.postgres.lookups import TrigramWordSimilar
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import F, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from famille.dossier.foyers.bureau.droits import VOIR
from famille.journal.trigrammes import tolere_les_fautes
from famille.models import AdresseFoyer, Foyer, Rattachement, Responsable, Utilisateur
from famille.regles.foyer import mots_cherches

from .numeros import Numerote, Trouvaille, numerotes

FOYERS_MAX = 20
LETTRES_MIN = 4  # of a word that is sought with its mistakes: a shorter one resembles too many
CANDIDATS_MAX = 300  # that are ranked: a word that more resemble does not say whom one seeks
RESSEMBLANCE = 0.45  # of its trigrams, in the best place of the row


@dataclass(frozen=True)
class Trouves:
    """`approche`: these only resemble the words. `encore`: there are more households."""

    foyers: list[Foyer] = field(default_factory=list)
    approche: bool = False
    encore: bool = False
    numeros: list[tuple[str, list[Trouvaille]]] = field(default_factory=list)

    @property
    def seul(self) -> Foyer | Trouvaille | None:
        """The one thing that was found exactly, or None."""
        exacts = [] if self.approche else list(self.foyers)
        tout: list[Foyer | Trouvaille] = [
            *exacts,
            *(une for _titre, lot in self.numeros for une in lot),
        ]
        return tout[0] if len(tout) == 1 else None

    @property
    def rien(self) -> bool:
        return not (self.foyers or self.numeros)


def permis(agent: Utilisateur) -> bool:
    """Whether there is anything that this agent may search."""
    return agent.has_perm(VOIR) or any(agent.has_perm(une.permission) for une in numerotes())


def chercher(texte: str, agent: Utilisateur) -> Trouves:
    """What `agent` may see of what answers to `texte`. Whoever says a number wants what bears it,
    and no family. Four queries for the families, one a kind where the text may be its number."""
    if not mots_cherches(texte):
        return Trouves()
    visibles = (une for une in numerotes() if agent.has_perm(une.permission))
    if numeros := list(_numeros(texte, visibles)):
        return Trouves(numeros=numeros)
    foyers, approche = _foyers(texte) if agent.has_perm(VOIR) else ([], False)
    return Trouves(foyers[:FOYERS_MAX], approche, len(foyers) > FOYERS_MAX)


def _numeros(texte: str, genres: Iterable[Numerote]) -> Iterable[tuple[str, list[Trouvaille]]]:
    annee = timezone.localdate().year
    for genre in genres:
        numero = genre.numero(texte, annee)
        if numero and (trouvees := genre.trouver(numero)):
            yield genre.titre, trouvees


def _foyers(texte: str) -> tuple[list[Foyer], bool]:
    exacts = list(_dits(Foyer.objects.cherches_partout(texte))[: FOYERS_MAX + 1])
    if exacts or not tolere_les_fautes(connection):
        return exacts, False
    mots = [mot for mot in mots_cherches(texte) if len(mot) >= LETTRES_MIN and mot.isalpha()]
    proches = _qui_ressemblent(mots)
    return proches, bool(proches)


def _qui_ressemblent(mots: list[str]) -> list[Foyer]:
    """The households in which each word resembles one, the nearest first. PostgreSQL only."""
    if not mots:
        return []
    foyers = Foyer.objects.all()
    for mot in mots:
        foyers = foyers.filter(
            Q(TrigramWordSimilar(F("recherche"), mot)) | Q(TrigramWordSimilar(F("lieux"), mot))
        )
    candidats = foyers.order_by().values("pk")[:CANDIDATS_MAX]
    proximite = sum(
        (
            Greatest(TrigramWordSimilarity(mot, "recherche"), TrigramWordSimilarity(mot, "lieux"))
            for mot in mots
        ),
        start=Value(0.0),
    )
    proches = Foyer.objects.filter(pk__in=candidats).order_by(proximite.desc(), "nom", "numero")
    with transaction.atomic(), connection.cursor() as curseur:
        # a resemblance costs a hundred times what the planner thinks: never of all the town
        curseur.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true),"
            " set_config('enable_seqscan', 'off', true)",
            [str(RESSEMBLANCE)],
        )
        trouves = list(_dits(proches)[: FOYERS_MAX + 1])
        # for this question alone, where the transaction goes on
        curseur.execute("SET LOCAL enable_seqscan TO DEFAULT")
        return trouves


def _dits(foyers: QuerySet[Foyer]) -> QuerySet[Foyer]:
    """With their adults, their children and their address, in three more queries."""
    y_vivent = Q(fin=None) | Q(fin__gte=timezone.localdate())
    return foyers.prefetch_related(
        Prefetch("responsables", Responsable.objects.actuels(), to_attr="adultes"),
        Prefetch(
            "rattachements",
            Rattachement.objects.filter(y_vivent).select_related("enfant"),
            to_attr="presents",
        ),
        Prefetch("adresses", AdresseFoyer.objects.order_by("-depuis", "-pk")),
    )
