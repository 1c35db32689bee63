"""The family's pages."""

app_name = "famille"
urlpatterns = []
