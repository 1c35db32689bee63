"""The agents' screens of schools: the list, a school and its classes, what was said and is no
school of ours yet."""

LISTE = "ecoles:liste"
PASSAGE = "ecoles:passage"
