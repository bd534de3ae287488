"""The log: an RFC 6962 tree, its checkpoints as C2SP signed notes, and the guard that never signs two histories."""
