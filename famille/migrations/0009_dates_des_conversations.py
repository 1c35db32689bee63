"""Conversations that exist already: what is sought in them, when the service answered, since when
they wait."""

from django.db import migrations

from famille.regles.foyer import normaliser


def dater(apps, schema_editor):
    Fil = apps.get_model("famille", "Fil")
    Message = apps.get_model("famille", "Message")
    for fil in Fil.objects.iterator():
        messages = Message.objects.filter(fil=fil).order_by("le", "pk")
        reponse = messages.filter(du_service=True).last()
        fil.reponse_le = reponse.le if reponse else None
        if fil.etat == "a-traiter":
            sans_reponse = messages.filter(du_service=False)
            premier = (sans_reponse.filter(le__gt=reponse.le) if reponse else sans_reponse).first()
            fil.attend_depuis = premier.le if premier else fil.dernier_le
        fil.recherche = normaliser(f"{fil.sujet} {fil.origine}")[:200]
        fil.save(update_fields=["reponse_le", "attend_depuis", "recherche"])


class Migration(migrations.Migration):
    dependencies = [("famille", "0008_messagerie")]

    operations = [migrations.RunPython(dater, migrations.RunPython.noop)]
