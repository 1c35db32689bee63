"""The pretend services by which the demo and the tests tell telephones: a browser's maker's (Web
Push) and a provider of SMS. Never in production."""
