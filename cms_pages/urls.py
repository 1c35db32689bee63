"""Help, search, plan of the site."""

app_name = "cms_pages"
urlpatterns = []
