"""A gateway's configuration file: sealed without its secrets, and held against what a capture observed.

Read are the MTConnect reference agent's ``agent.cfg`` and device files, and Telegraf's ``inputs.opcua``. The file says
what the plant set up; evidence is what of it was observed.
"""
