"""GitLab: issues, epics, merge requests, pipelines, deployments, releases and commits."""
