"""What pages and the API ask of the catalogue, a question a file."""
