"""The record of an import of families becomes one with that of a merge (famille.journal.carnet)."""

from django.db import migrations

from famille.models.champs import est_illisible

CLES = "famille.cleetrangere"


def _un_seul(geste, dit):
    """What this geste of an import is in the one form."""
    if geste["geste"] == "cles":
        yield {"geste": "ajoute", "modele": CLES, "cles": geste["cles"]}
    elif geste["geste"] == "cle":
        avant = dit.get_prep_value(geste["avant"])
        lignes = [[str(geste["cle"]), avant]]
        yield {"geste": "change", "modele": CLES, "champ": "dit", "apres": "", "lignes": lignes}
    elif "avant" in geste:
        for nom, apres in geste["apres"].items():
            yield {
                "geste": "change",
                "modele": geste["modele"],
                "champ": nom,
                "apres": apres,
                "lignes": [[str(geste["cle"]), geste["avant"][nom]]],
            }
    else:
        yield geste


def unir(apps, schema_editor):
    dit = apps.get_model("famille", "CleEtrangere")._meta.get_field("dit")
    for ecriture in apps.get_model("famille", "EcritureDeReprise").objects.iterator(10):
        if est_illisible(ecriture, "gestes"):  # no key reads it: it goes with its thirty days
            continue
        ecriture.gestes = [un for geste in ecriture.gestes for un in _un_seul(geste, dit)]
        ecriture.save(update_fields=["gestes"])
    for fusion in apps.get_model("famille", "Fusion").objects.iterator(10):
        if est_illisible(fusion, "releve"):
            continue
        ajoutes = [un for un in (fusion.releve or {}).get("gestes", []) if "cle" in un]
        for geste in ajoutes:
            geste["cles"] = [int(geste.pop("cle"))]
        if ajoutes:
            fusion.save(update_fields=["releve"])


class Migration(migrations.Migration):
    dependencies = [("famille", "0052_durees_d_une_famille_qui_reste")]
    operations = [migrations.RunPython(unir, migrations.RunPython.noop, elidable=True)]
