"""The ground of every connector: the contract, HTTP, answers that are kept, and reading on."""
