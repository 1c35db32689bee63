"""What the site itself adds to the agents' screens: groups, Wagtail's exports and redirections."""
