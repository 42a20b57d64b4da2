"""Jenkins: jobs, builds and their stages."""
