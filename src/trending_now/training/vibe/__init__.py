"""The vibe scorer: fitted on rated reviews."""
