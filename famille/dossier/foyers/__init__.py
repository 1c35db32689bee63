"""The household's file: adults, children, addresses, contacts, health, and its pages."""
