"""The language server: the only room that knows pygls and lsprotocol. One file a method, one schedule for all tasks."""
