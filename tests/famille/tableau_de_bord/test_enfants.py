"""The children of the dashboard are read once: each column is what its name says."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from famille.dossier.foyers.dossier import (
    avec_besoins,
    avec_faits,
    avec_reglage,
    points_de,
    reglage_de,
)
from famille.dossier.tableau_de_bord.enfants import enfants_de
from famille.models import Enfant, FicheSanitaire, QuotientFamilial
from tests.famille.foyers.acces.scene import carnet_de
from tests.reservations import outils

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(outils.MAINTENANT, tick=False)]
JOUR = date(2026, 11, 25)
FICHE, ASSURANCE, VACCINS = date(2026, 12, 4), date(2026, 12, 9), date(2026, 12, 16)


def test_a_child_is_said_as_his_file_is(famille_martin, rf):
    lea, foyer = famille_martin.lea, famille_martin.foyer
    FicheSanitaire.objects.update_or_create(
        enfant=lea, defaults={"valable_jusqu_au": FICHE, "assurance_fin": ASSURANCE}
    )
    carnet_de(lea, classe_le=timezone.now(), valable_jusqu_au=VACCINS)
    for nom, exige, fin in (("Touvent", "fiche", FICHE), ("Belle-Isle", "assurance", VACCINS)):
        champs = {f"{piece}_exigee": piece == exige for piece in ("fiche", "assurance")}
        outils.inscrire(lea, outils.creer_activite(nom, **champs), fin=fin)
    QuotientFamilial.objects.filter(foyer=foyer).delete()
    for valeur, debut in ((743, date(2026, 9, 1)), (900, date(2026, 12, 1))):  # one to come
        QuotientFamilial.objects.create(foyer=foyer, valeur=valeur, debut=debut)
    [dite] = [un for un in enfants_de(rf.get("/"), [foyer]) if un.pk == lea.pk]
    assert (dite.prenom, dite.naissance, dite.quotient) == ("Léa", lea.naissance, Decimal(743))
    fiche = dite.fiche_sanitaire
    assert (fiche.valable_jusqu_au, fiche.assurance_fin) == (FICHE, ASSURANCE)
    assert dite.vaccins_jusqu_au == VACCINS
    assert (dite.besoin_inscrit, dite.besoin_fiche, dite.besoin_assurance) == (
        VACCINS,
        FICHE,
        VACCINS,
    )
    lue = avec_besoins(avec_reglage(avec_faits(Enfant.objects.all())), JOUR).get(pk=lea.pk)
    assert points_de(dite, reglage_de(dite)) == points_de(lue, reglage_de(lue))
    assert len(points_de(dite, reglage_de(dite))) > 2
