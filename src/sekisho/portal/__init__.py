"""The portal: a Django site with a folder per audience. Folders hold no models; a form makes a command."""
