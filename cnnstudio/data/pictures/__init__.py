"""Picture files, in folders and zips: found, labelled, decoded and kept."""
