"""The pretend API Particulier of the demo town, as its OpenAPI says it: for tries, never in
production."""
