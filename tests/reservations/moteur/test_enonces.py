"""Queries of Django answered by one statement of PostgreSQL: the same rows as one by one."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import DateField, F, Value
from django.test.utils import CaptureQueriesContext

from famille.models import Enfant, Foyer, QuotientFamilial, Rattachement
from famille.socle.requetes import RequeteEcrite
from reservations.models import DemandeReservation
from reservations.moteur.depots.enonces import Enonce, Lot, en_texte, executer

ENFANTS = RequeteEcrite(
    lambda enfants, avant: (
        Rattachement.objects.filter(enfant__pk__in=enfants, debut__lt=avant)
        .select_related("enfant", "foyer")
        .annotate(depuis=F("debut"), note=Value("100 % d’ici"))
        .order_by("-enfant")
    )
)
QUOTIENTS = RequeteEcrite(
    lambda foyer: QuotientFamilial.objects.filter(foyer__pk=foyer).values_list("valeur", "fin")
)
SANS_DATE = Value(None, output_field=DateField())
NOMS = RequeteEcrite(
    lambda nom: (
        Enfant.objects.filter(nom=nom)
        .values_list("prenom", "naissance")
        .union(Foyer.objects.filter(nom=nom).values_list("numero", SANS_DATE), all=True)
        .order_by()
    )
)
DEMANDES = RequeteEcrite(
    lambda apres: DemandeReservation.objects.filter(soumise_le__gt=apres).values("id", "lignes")
)
QUATRE = {"enfants": ENFANTS, "quotients": QUOTIENTS, "noms": NOMS, "demandes": DEMANDES}


@pytest.fixture
def valeurs(famille_martin):
    foyer = famille_martin.foyer
    for valeur, fin in (("733.30", None), ("12.00", date(2020, 1, 1))):
        QuotientFamilial.objects.create(foyer=foyer, valeur=valeur, debut=date(2019, 1, 1), fin=fin)
    DemandeReservation.objects.create(
        cle="a", foyer=foyer, lignes=[{"phrase": 'C’est « fait » \\ "oui"', "centimes": 1050}]
    )
    return {
        "enfants": {
            "enfants": (famille_martin.lea.pk, famille_martin.hugo.pk, 2**40),
            "avant": date(2030, 1, 1),
        },
        "quotients": {"foyer": foyer.pk},
        "noms": {"nom": "Martin"},
        "demandes": {"apres": datetime(2020, 1, 1, tzinfo=UTC)},
    }


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_lot_gives_the_rows_of_each_query(valeurs):
    lot = Lot(QUATRE)
    for _fois in range(2):
        reponses = lot.lire(**valeurs)
        for nom, requete in QUATRE.items():
            assert reponses[nom].lignes() == requete.lire(**valeurs[nom]), nom
    lus = reponses["enfants"].lignes()
    assert [(un.enfant.prenom, un.foyer.nom, un.depuis, un.note) for un in lus] == [
        ("Hugo", "Martin", date(2021, 6, 2), "100 % d’ici"),
        ("Léa", "Martin", date(2018, 3, 14), "100 % d’ici"),
    ]
    assert {Decimal("733.30"), Decimal("12.00")} == {
        v for v, _fin in reponses["quotients"].lignes()
    }


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_lot_is_one_statement_of_lists_of_any_length(valeurs, famille_martin):
    lot = Lot(QUATRE)
    lot.lire(**valeurs)
    with CaptureQueriesContext(connection) as requetes:
        une = lot.lire(**valeurs | {"enfants": valeurs["enfants"] | {"enfants": (1,)}})
        toutes = lot.lire(
            **valeurs
            | {"enfants": valeurs["enfants"] | {"enfants": (*range(200), famille_martin.lea.pk)}}
        )
    assert len(requetes) == 0  # none goes by Django
    assert len(une["enfants"].lignes()) <= 1
    assert famille_martin.lea.pk in {un.enfant_id for un in toutes["enfants"].lignes()}
    with connection.cursor() as curseur:
        curseur.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%c0%'")
        assert curseur.fetchone() == (1,)


@pytest.mark.postgresql
@pytest.mark.django_db
def test_what_a_value_holds_is_no_sql():
    texte = "O'Brien \\\" {a,b} %s $1 ; DROP TABLE famille_foyer"
    enonce = Enonce("SELECT %(un)s::text, %(liste)s::text[], %(rien)s::date")
    curseur = executer(enonce.avec({"un": texte, "liste": [texte, "b"], "rien": None}))
    assert curseur.fetchone() == (texte, [texte, "b"], None)


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_column_that_json_has_no_word_for_is_refused():
    octets = RequeteEcrite(lambda cle: Foyer.objects.filter(pk=cle).values_list(Value(b"")))
    lot = Lot({"un": octets})
    with pytest.raises(TypeError, match="BinaryField"):
        lot.lire(un={"cle": 1})


@pytest.mark.parametrize(
    ("valeur", "texte"),
    [
        (None, None),
        (True, "True"),
        (12, "12"),
        (date(2026, 12, 9), "2026-12-09"),
        (datetime(2026, 12, 9, 8, tzinfo=UTC), "2026-12-09T08:00:00+00:00"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        ([1, None], "{1,NULL}"),
        ((date(2026, 12, 9),), "{2026-12-09}"),
        (["2026-S51", 'a"b\\'], '{"2026-S51","a\\"b\\\\"}'),
    ],
)
def test_values_as_postgresql_reads_them(valeur, texte):
    assert en_texte(valeur) == texte
