"""Bitbucket Data Center and Server: pull requests, commits and builds."""
