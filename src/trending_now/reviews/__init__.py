"""The crawler: sites as files, the pages that may review a title, and what is read on them."""
