"""The law: rules searched, read with their versions, compared, calculated with, and the installation's own layers."""
