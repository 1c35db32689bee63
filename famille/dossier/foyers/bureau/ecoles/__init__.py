"""The agents' screens of schools: the list, a school and its classes, what is no row yet."""

LISTE = "ecoles:liste"
PASSAGE = "ecoles:passage"
