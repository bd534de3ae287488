"""The collector at the factory and the judgement of what it sealed; knows machines and bytes, nothing of subsidies."""
