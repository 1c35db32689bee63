"""The demo town's own pages: accounts and mailbox. Never in production."""

app_name = "demo"
urlpatterns = []
