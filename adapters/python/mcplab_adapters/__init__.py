"""mcplab's episodes for other people's evaluation and training loops."""
