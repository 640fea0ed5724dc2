"""What reviews and plots say of how a title feels: the vibe score, the vibe tags, the review summary."""
