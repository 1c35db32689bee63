"""The demarches' pages."""

app_name = "demarches"
urlpatterns = []
