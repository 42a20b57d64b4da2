"""Bitbucket Data Center and Server: pull requests and commits."""
