"""The agents' screens: whom to invite, the waves, who has come."""

LISTE, DROIT = "invitations:liste", "famille.inviter_vagueinvitations"
IMPRIMER = "famille.imprimer_vagueinvitations"
