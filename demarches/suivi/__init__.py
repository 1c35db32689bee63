"""What a family sees of its demandes: lists, one page each, panels."""
