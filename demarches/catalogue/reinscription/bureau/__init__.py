"""The agents' screens of the re-registration: where each child stands, the campaign, its mails, the
form on paper."""

LISTE = "reinscriptions"
GENRE = "reinscriptions"  # of the job that writes the list's file
