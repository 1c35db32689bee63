"""The agents' screens of the re-registration: children, campaign, mails, paper form."""

LISTE = "reinscriptions"
GENRE = "reinscriptions"  # of the job that writes the list's file
