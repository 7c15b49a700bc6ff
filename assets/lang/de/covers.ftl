### Deckblätter und ihr Editor.
