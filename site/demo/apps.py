from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration town and its pretend payments. Installed by the settings of the demo and of
    the tests, never by those of a real town."""

    name = "demo"
    verbose_name = "Démonstration"
