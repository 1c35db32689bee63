"""Is the portal in good health? For machines (/sante/), for people (État du portail), and by mail
once a day."""
