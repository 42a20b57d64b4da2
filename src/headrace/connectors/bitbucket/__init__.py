"""Bitbucket Cloud: pull requests, pipelines, deployments and commits."""
