"""Long jobs: started, followed, taken up again."""
