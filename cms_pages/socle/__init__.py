"""What the models, the blocks and the screens of pages stand on; it knows no page."""
