"""What two agents ask at the same moment, and one only may have. Each thread has its transaction;
on PostgreSQL, both have looked before either has written."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from demarches.catalogue.reinscription import campagne as campagnes
from demarches.models import CampagneReinscription, ReglageDemarche
from demarches.reglages.initiaux import creer_reglages
from famille.models import LigneDeReprise, Reprise, Utilisateur
from famille.mouvements.reprise import actions as reprises
from famille.socle.erreurs import Refus
from tests.portail.test_plusieurs_machines import ensemble

EN_COURS = "Une autre reprise est en cours"
deux_fils = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def dire(geste):
    """What it says: a Refus in words."""
    try:
        return geste()
    except Refus as refus:
        return str(refus)


def relue():
    reprise = Reprise.objects.create(
        source="Autre", nom_du_fichier="f.csv", sha256="0", etat="relue"
    )
    LigneDeReprise.objects.create(reprise=reprise, sujet="famille", cle="1")
    return reprise


@pytest.mark.postgresql
@deux_fils
def test_of_two_imports_at_once_one_is_accepted(monkeypatch):
    par = Utilisateur.objects.create_user("admin@exemple.fr", "x")
    deux = [relue(), relue()]
    ont_regarde = threading.Barrier(2)
    lancer = reprises.lancer

    def lancer_ensemble(*quoi, **comment):
        ont_regarde.wait(20)
        return lancer(*quoi, **comment)

    monkeypatch.setattr(reprises, "lancer", lancer_ensemble)
    monkeypatch.setattr("famille.travaux.actions.confier", lambda *tache: None)
    dits = ensemble(lambda rang: dire(lambda: reprises.importer(deux[rang], par=par)))
    assert sorted(Reprise.objects.values_list("etat", flat=True)) == ["import", "relue"]
    assert sum(EN_COURS in str(dit) for dit in dits) == 1


@pytest.mark.django_db
def test_the_database_itself_keeps_one_import(administrateur):
    """Written or undone: both change the same households."""
    Reprise.objects.create(source="Autre", nom_du_fichier="f.csv", sha256="0", etat="annulation")
    seconde = relue()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reprise.objects.filter(pk=seconde.pk).update(etat="import")
    with pytest.raises(Refus, match=EN_COURS):
        reprises.importer(seconde, par=administrateur)


@pytest.mark.postgresql
@deux_fils
def test_of_two_campaigns_on_the_same_days_one_is_opened(monkeypatch):
    creer_reglages(demo=True)
    assert ReglageDemarche.objects.filter(code=campagnes.CODE).exists()
    par = Utilisateur.objects.create_user("agent@exemple.fr", "x")
    ont_regarde = threading.Event()
    effacer = CampagneReinscription.save

    def enregistrer(campagne, *quoi, **comment):
        ont_regarde.wait(1)  # whoever looks meanwhile sees nothing of it yet
        effacer(campagne, *quoi, **comment)

    monkeypatch.setattr(CampagneReinscription, "save", enregistrer)
    dits = ensemble(
        lambda rang: dire(
            lambda: campagnes.ouvrir_campagne(
                activites=[],
                par=par,
                annee=2027 + rang,
                debut=date(2027, 4, 1),
                fin=date(2027, 5, 31),
            )
        )
    )
    assert CampagneReinscription.objects.count() == 1
    assert sum("choisissez d’autres dates" in str(dit) for dit in dits) == 1
