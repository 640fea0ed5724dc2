"""The app over HTTP: pages for viewers, an API for programs, routes for operators."""
