"""What the watch over an agent notes or asks beside the chain of documents; replaying reads it again."""

#: The certificate of an agent was seen, and what was decided on it.
CERTIFICATE = "agent-certificate"
#: The agent is polled because it could not be streamed.
FELL_BACK = "fell-back-to-polling"
#: The path of the device that agents of schema 1.7 and later have for themselves.
AGENT_DEVICE = "Agent"
