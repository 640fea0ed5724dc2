"""What `trending-now doctor` looks at: a module for each thing that it checks."""
