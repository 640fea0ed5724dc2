"""How the models are made: encoder fine-tuning, heads, thresholds; torch is imported here and nowhere else."""
