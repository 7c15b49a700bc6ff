### Cover pages and their editor.
